using System.Collections.Frozen;

namespace KetamineCrd.Checks;

/// <summary>The elements of the R4 types that the data files are made of.</summary>
/// <remarks>
/// Source: FHIR R4 (4.0.1), the resource and data type pages. Required is more than R4 asks: every file here has url, version, name, title,
/// status, publisher and description, and every code its display. Where R4 goes deeper than anything held here, the type is "any".
/// </remarks>
internal static class R4Types
{
    // Type(Base): elements as R4Element.Parse reads them.
    private const string Table = """
        Element: id:string extension:Extension*
        BackboneElement(Element): modifierExtension:any*-
        Resource: resourceType:code! id:id! meta:Meta implicitRules:uri- language:code
        DomainResource(Resource): text:Narrative contained:any* extension:Extension* modifierExtension:any*-
        Metadata(DomainResource): url:uri! identifier:Identifier* version:string! name:string! title:string! status:code{draft,active,retired,unknown}! experimental:boolean date:dateTime publisher:string! contact:ContactDetail* description:markdown! useContext:UsageContext* jurisdiction:CodeableConcept* purpose:markdown copyright:markdown

        PlanDefinition(Metadata): subtitle:string type:CodeableConcept subject[x]:CodeableConcept/Reference- usage:string! approvalDate:date lastReviewDate:date effectivePeriod:Period! topic:CodeableConcept* author:ContactDetail* editor:ContactDetail* reviewer:ContactDetail* endorser:ContactDetail* relatedArtifact:RelatedArtifact* library:canonical*- goal:any*- action:PlanDefinition.action*!
        PlanDefinition.action(BackboneElement): prefix:string title:string! description:string! textEquivalent:string! code:CodeableConcept*! reason:CodeableConcept* documentation:RelatedArtifact*! input:DataRequirement*! priority:code- goalId:id*- subject[x]:CodeableConcept/Reference- trigger:TriggerDefinition* condition:any*- output:any*- relatedAction:any*- timing[x]:dateTime/Age/Period/Duration/Range/Timing- participant:any*- type:CodeableConcept- groupingBehavior:code- selectionBehavior:code- requiredBehavior:code- precheckBehavior:code- cardinalityBehavior:code- definition[x]:canonical/uri- transform:canonical- dynamicValue:any*- action:PlanDefinition.action.action*
        PlanDefinition.action.action(BackboneElement): title:string! description:string! textEquivalent:string code:CodeableConcept*! documentation:RelatedArtifact* priority:code{routine,urgent} definition[x]:canonical dynamicValue:PlanDefinition.action.dynamicValue*
        PlanDefinition.action.dynamicValue(BackboneElement): path:string! expression:Expression!
        Expression(Element): description:string name:id- language:code! expression:string! reference:uri-
        TriggerDefinition(Element): type:code{named-event}! name:string! timing[x]:Timing/Reference/date/dateTime- data:any*- condition:any-
        RelatedArtifact(Element): type:code{documentation,justification,citation,predecessor,successor,derived-from,depends-on,composed-of}! label:string display:string citation:markdown url:url document:any resource:canonical
        DataRequirement(Element): type:code{MedicationRequest,Coverage}! profile:canonical* subject[x]:CodeableConcept/Reference- mustSupport:string* codeFilter:DataRequirement.codeFilter*! dateFilter:any*- limit:positiveInt- sort:any*-
        DataRequirement.codeFilter(Element): path:string! searchParam:string- valueSet:canonical! code:Coding*-

        ValueSet(Metadata): immutable:boolean compose:ValueSet.compose! expansion:any-
        ValueSet.compose(BackboneElement): lockedDate:date- inactive:boolean- include:ValueSet.compose.include*! exclude:ValueSet.compose.include*
        ValueSet.compose.include(BackboneElement): system:uri version:string- concept:ValueSet.compose.include.concept* filter:ValueSet.compose.include.filter* valueSet:canonical*
        ValueSet.compose.include.concept(BackboneElement): code:code! display:string! designation:any*
        ValueSet.compose.include.filter(BackboneElement): property:code! op:code{=,is-a,descendent-of,is-not-a,regex,in,not-in,generalizes,exists}! value:string!

        CodeSystem(Metadata): caseSensitive:boolean valueSet:canonical hierarchyMeaning:code{grouped-by,is-a,part-of,classified-with} compositional:boolean versionNeeded:boolean content:code{not-present,example,fragment,complete,supplement}! supplements:canonical count:unsignedInt filter:any* property:any* concept:CodeSystem.concept*
        CodeSystem.concept(BackboneElement): code:code! display:string! definition:string designation:any* property:any* concept:CodeSystem.concept*

        StructureDefinition(Metadata): keyword:Coding* fhirVersion:code kind:code{primitive-type,complex-type,resource,logical}! abstract:boolean! context:StructureDefinition.context* contextInvariant:string* mapping:any* type:uri! baseDefinition:canonical derivation:code{specialization,constraint} snapshot:any differential:StructureDefinition.differential!
        StructureDefinition.context(BackboneElement): type:code{fhirpath,element,extension}! expression:string!
        StructureDefinition.differential(BackboneElement): element:ElementDefinition*!
        ElementDefinition(BackboneElement): path:string! representation:code* sliceName:string sliceIsConstraining:boolean label:string code:Coding* slicing:any short:string definition:markdown comment:markdown requirements:markdown alias:string* min:unsignedInt max:string base:any contentReference:uri type:ElementDefinition.type* defaultValue[x]:open meaningWhenMissing:markdown orderMeaning:string fixed[x]:open pattern[x]:open example:any* minValue[x]:open maxValue[x]:open maxLength:integer condition:id* constraint:any* mustSupport:boolean isModifier:boolean isModifierReason:string isSummary:boolean binding:any mapping:any*
        ElementDefinition.type(Element): code:uri! profile:canonical* targetProfile:canonical* aggregation:code* versioning:code

        Organization(DomainResource): identifier:Identifier* active:boolean type:CodeableConcept* name:string! alias:string* telecom:ContactPoint* address:Address* partOf:Reference contact:any* endpoint:Reference*

        Extension(Element): url:uri! value[x]:open
        UsageContext(Element): code:Coding! value[x]:CodeableConcept/Quantity/Range/Reference!
        CodeableConcept(Element): coding:Coding* text:string
        Coding(Element): system:uri version:string code:code display:string userSelected:boolean
        Identifier(Element): use:code{usual,official,temp,secondary,old} type:CodeableConcept system:uri value:string period:Period assigner:Reference
        Reference(Element): reference:string type:uri identifier:Identifier display:string
        Period(Element): start:dateTime end:dateTime
        Quantity(Element): value:decimal comparator:code unit:string system:uri code:code
        Range(Element): low:Quantity high:Quantity
        ContactDetail(Element): name:string telecom:ContactPoint*
        ContactPoint(Element): system:code{phone,fax,email,pager,url,sms,other} value:string use:code{home,work,temp,old,mobile} rank:positiveInt period:Period
        Address(Element): use:code type:code text:string line:string* city:string district:string state:string postalCode:string country:string period:Period
        Meta(Element): versionId:id lastUpdated:instant source:uri profile:canonical* security:Coding* tag:Coding*
        Narrative(Element): status:code{generated,extensions,additional,empty}! div:xhtml!
        """;

    // What a value of any type may be; R4 has more, nothing here needs them.
    private static readonly string[] OpenTypes =
    [
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer", "markdown", "oid", "positiveInt",
        "string", "time", "unsignedInt", "uri", "url", "uuid", "Address", "CodeableConcept", "Coding", "ContactDetail", "ContactPoint", "Identifier", "Period",
        "Quantity", "Range", "Reference",
    ];

    private static readonly FrozenDictionary<string, R4Element[]> ByType = Parse();

    /// <summary>The elements of the type, inherited ones first; null when it is primitive or not described here.</summary>
    public static IReadOnlyList<R4Element>? ElementsOf(string type) => ByType.GetValueOrDefault(type);

    private static FrozenDictionary<string, R4Element[]> Parse()
    {
        var types = new Dictionary<string, R4Element[]>(StringComparer.Ordinal);
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ');
            var head = words[0].TrimEnd(':').Split('(');
            var inherited = head.Length > 1 ? types[head[1].TrimEnd(')')] : [];
            types.Add(head[0], [.. inherited, .. words.Skip(1).Select(w => R4Element.Parse(w, OpenTypes))]);
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
