using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;
using KetamineCrd.Reading;

namespace KetamineCrd.Tests.Reading;

/// <summary>Reads one Coverage from its JSON, as it was done before there were objects: what <see cref="CoverageReader"/> must read too.</summary>
internal static class CoverageByJson
{
    /// <summary>Null when it has no id to refer to, and when it is a draft or was entered in error: then nobody is insured by it.</summary>
    public static CoverageFacts? Read(Resource resource, CallReading call, PayerRegistry payers)
    {
        var coverage = new CoverageJson(resource.Json);
        if (resource.Reference is not { } reference || coverage.Status is "draft" or "entered-in-error")
        {
            return null;
        }

        var reading = new ResourceReading(call, resource, isDated: false);
        var named = FindPayer(reading, coverage, payers, out var isUnreadable);
        return new CoverageFacts
        {
            Reference = reference,
            Payer = named?.Payer,
            IsOfAnotherPatient = AnotherPatient.Is(coverage.Beneficiary, call),
            PayorReference = new Reference(coverage.Payors.First).Literal is { } payor && !payor.StartsWith('#') ? payor : null,
            PayerIsUnreadable = named is null && isUnreadable,
            ProductLine = ReadProductLine(coverage, named, reading),
            HasActiveStatus = coverage.Status != "cancelled",
            Start = coverage.Period.Start,
            End = coverage.Period.End,
            Order = coverage.Order,
            Sources = reading.Sources,
        };
    }

    private static NamedPayer? FindPayer(ResourceReading reading, CoverageJson coverage, PayerRegistry payers, out bool isUnreadable)
    {
        isUnreadable = false;
        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            var line = default(Concept);
            if ((payers.Find(Of(payor.Identifier), out line) ?? payers.FindName(payor.Display)) is { } said)
            {
                reading.AddSource(FactKind.Payer, item, said.Id, FactBasis.Code);
                return new NamedPayer(said, line, item.Member("display"u8));
            }
        }

        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            if (reading.Call.TryResolve(payor, reading.Resource, out var organization) && new Resource(organization).Is("Organization"u8))
            {
                if (payers.Find(new SentResource(organization).As<Hl7.Fhir.Model.Organization>()!, out var line) is { } found)
                {
                    reading.AddSource(FactKind.Payer, organization, found.Id, FactBasis.Code);
                    return new NamedPayer(found, line, organization.Member("name"u8));
                }
            }
            else
            {
                // A name that is no name of ours says enough.
                isUnreadable |= payor.Literal is not null && payor.Display is null;
            }
        }

        return null;
    }

    /// <summary>
    /// The type says it, in codes (all codings), displays and text: the most special line recognized decides, so that words of the type that name a
    /// program count beside a code. So does what it is to be insured with this payer. The names of plans and classes and the payer's name say it only
    /// where the type has no known code. Beside one they are believed where they say the same more exactly (<see cref="Concept.Narrows"/>): a coded
    /// PPO may be that of the Federal Employee Program, a coded Medicare may be Medicare Advantage, but no coded PPO is Medicaid because that word is
    /// in a name. A class of type group or subgroup is the employer, whose name says nothing. What the payer's id says counts only where nothing else tells.
    /// </summary>
    private static Possible ReadProductLine(CoverageJson coverage, NamedPayer? payer, ResourceReading reading)
    {
        var byCode = new List<Concept>();
        reading.FindCodes(ConceptKind.ProductLine, coverage.Type, byCode);
        var found = new List<Concept>(byCode);
        reading.FindWords(ConceptKind.ProductLine, coverage.Type, found);
        found.AddRange(ReadNames(coverage, payer, reading).Where(n => byCode.Count == 0 || byCode.Exists(n.Narrows)));
        if (payer?.Payer.ImpliedProductLine is { } implied)
        {
            found.Add(implied);
        }

        if (found.Count == 0 && payer?.Line is { } line)
        {
            found.Add(line);
        }

        if (found.Count == 0)
        {
            return Possible.Anything;
        }

        var decisive = found.MaxBy(c => c.Precedence)!;
        return Possible.From([decisive], ConceptKind.ProductLine, byCode.Contains(decisive) ? FactBasis.Code : FactBasis.Words);
    }

    private static List<Concept> ReadNames(CoverageJson coverage, NamedPayer? payer, ResourceReading reading)
    {
        var names = new List<Concept>();
        foreach (var item in coverage.Classes)
        {
            if (!IsEmployer(new CodeableConcept(item.Member("type"u8))))
            {
                reading.FindWords(ConceptKind.ProductLine, item.Member("name"u8), names);
                reading.FindWords(ConceptKind.ProductLine, item.Member("value"u8), names);
            }
        }

        if (payer is not null)
        {
            reading.FindWords(ConceptKind.ProductLine, payer.Name, names);
        }

        return names;
    }

    // CodeSystem coverage-class, by the code in any system: what a client calls a group is one.
    private static bool IsEmployer(CodeableConcept type)
    {
        foreach (var item in type.Codings)
        {
            if (IsGroup(new Coding(item).Code))
            {
                return true;
            }
        }

        return IsGroup(type.Text);

        static bool IsGroup(string? text) => text?.Trim().ToUpperInvariant() is "GROUP" or "SUBGROUP" or "EMPLOYER";
    }

    private static Hl7.Fhir.Model.Identifier Of(Identifier identifier)
    {
        var type = new Hl7.Fhir.Model.CodeableConcept();
        foreach (var item in identifier.Type.Codings)
        {
            var coding = new Coding(item);
            type.Coding.Add(new Hl7.Fhir.Model.Coding(coding.System, coding.Code));
        }

        return new Hl7.Fhir.Model.Identifier(identifier.System, identifier.Value) { Type = type };
    }

    private sealed record NamedPayer(Payer Payer, Concept? Line, JsonElement Name);

    private readonly struct CoverageJson(JsonElement json)
    {
        public string? Status => json.Code("status"u8);

        public CodeableConcept Type => new(json.Member("type"u8));

        public Period Period => new(json.Member("period"u8));

        public Reference Beneficiary => new(json.Member("beneficiary"u8));

        public JsonItems Payors => json.Items("payor"u8);

        public JsonItems Classes => json.Items("class"u8);

        public int? Order => json.WholeNumber("order"u8);
    }
}
