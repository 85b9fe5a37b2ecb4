using Hl7.Fhir.Model;

namespace KetamineCrd.Definitions;

/// <summary>Takes from a definition what nobody judges by: words for readers, mappings, the differential. What is left is to judge by, and not itself valid.</summary>
internal static class Stripping
{
    private const string Binding = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";
    private const string FhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
    private const string Regex = "http://hl7.org/fhir/StructureDefinition/regex";
    private const string BestPractice = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";

    private static readonly string[] Kept = [Binding, FhirType, Regex, BestPractice];

    /// <summary>The same object, changed.</summary>
    public static Resource Strip(IConformanceResource definition)
    {
        var resource = (DomainResource)definition;
        (resource.Text, resource.Meta, resource.Extension, resource.Contained) = (null, null, [], []);
        (definition.Contact, definition.UseContext) = ([], []);
        (definition.Publisher, definition.DescriptionElement, definition.PurposeElement, definition.ExperimentalElement, definition.DateElement) = (null, null, null, null, null);
        switch (resource)
        {
            case StructureDefinition structure: Strip(structure); break;
            case ValueSet set: Strip(set); break;
            case CodeSystem system: Strip(system); break;
            default: break;
        }

        return resource;
    }

    private static void Strip(StructureDefinition structure)
    {
        (structure.Differential, structure.Mapping, structure.Keyword, structure.CopyrightElement, structure.Jurisdiction) = (null, [], [], null, []);
        foreach (var element in structure.Snapshot?.Element ?? [])
        {
            (element.ShortElement, element.DefinitionElement, element.CommentElement, element.RequirementsElement) = (null, null, null, null);
            (element.Mapping, element.Example, element.AliasElement, element.IsModifierReasonElement, element.MeaningWhenMissingElement) = ([], [], [], null, null);
            (element.IsSummaryElement, element.OrderMeaningElement, element.Code) = (null, null, []);
            element.Extension.RemoveAll(IsForReaders);
            element.Type.ForEach(type => type.Extension.RemoveAll(IsForReaders));
            element.Constraint.ForEach(constraint => (constraint.XpathElement, constraint.RequirementsElement) = (null, null));
            if (element.Binding is { } binding)
            {
                binding.DescriptionElement = null;
                binding.Extension.RemoveAll(IsForReaders);
            }
        }
    }

    private static void Strip(ValueSet set)
    {
        (set.Identifier, set.CopyrightElement, set.Jurisdiction) = ([], null, []);
        foreach (var concept in (set.Compose?.Include ?? []).Concat(set.Compose?.Exclude ?? []).SelectMany(part => part.Concept))
        {
            (concept.Designation, concept.Extension) = ([], []);
        }
    }

    private static void Strip(CodeSystem system)
    {
        (system.Identifier, system.CopyrightElement, system.Jurisdiction) = ([], null, []);
        Strip(system.Concept);
    }

    private static void Strip(List<CodeSystem.ConceptDefinitionComponent> concepts)
    {
        foreach (var concept in concepts)
        {
            (concept.DefinitionElement, concept.Designation, concept.Extension) = (null, [], []);
            Strip(concept.Concept);
        }
    }

    private static bool IsForReaders(Extension extension) => !Kept.Contains(extension.Url, StringComparer.Ordinal);
}
