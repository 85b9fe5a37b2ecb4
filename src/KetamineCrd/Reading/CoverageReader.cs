using Hl7.Fhir.Model;
using KetamineCrd.Facts;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Meanings;
using Period = KetamineCrd.Fhir.Views.Period;
using Resource = KetamineCrd.Fhir.Views.Resource;

namespace KetamineCrd.Reading;

/// <summary>Reads one Coverage: payer, product line, when it is in force.</summary>
internal static class CoverageReader
{
    /// <summary>Null when it has no id to refer to, and when it is a draft or was entered in error: then nobody is insured by it.</summary>
    public static CoverageFacts? Read(SentResource sent, CallReading call, PayerRegistry payers)
    {
        var resource = new Resource(sent.Json);
        if (resource.Reference is not { } reference || sent.As<Coverage>() is not { } coverage || coverage.StatusElement.Code() is "draft" or "entered-in-error")
        {
            return null;
        }

        var reading = new ResourceReading(call, resource, isDated: false);
        var named = FindPayer(sent, coverage, reading, payers, out var isUnreadable);
        var period = new Period(coverage.Period?.StartElement.Text(), coverage.Period?.EndElement.Text());
        return new CoverageFacts
        {
            Reference = reference,
            Payer = named?.Payer,
            IsOfAnotherPatient = AnotherPatient.Is(coverage.Beneficiary?.ReferenceElement.Text(), call),
            PayorReference = coverage.Payor.FirstOrDefault()?.ReferenceElement.Text() is { } payor && !payor.StartsWith('#') ? payor : null,
            PayerIsUnreadable = named is null && isUnreadable,
            ProductLine = ReadProductLine(sent, coverage, named, reading),
            HasActiveStatus = coverage.StatusElement.Code() != "cancelled",
            Start = period.Start,
            End = period.End,
            Order = coverage.OrderElement.WholeNumber(),
            Sources = reading.Sources,
        };
    }

    private static NamedPayer? FindPayer(SentResource sent, Coverage coverage, ResourceReading reading, PayerRegistry payers, out bool isUnreadable)
    {
        isUnreadable = false;
        foreach (var payor in coverage.Payor)
        {
            var line = default(Concept);
            if ((payers.Find(payor.Identifier, out line) ?? payers.FindName(payor.DisplayElement.Text())) is { } said)
            {
                reading.AddSource(FactKind.Payer, new FactPlace(sent, payor), said.Id, FactBasis.Code);
                return new NamedPayer(said, line, sent, payor.DisplayElement);
            }
        }

        foreach (var payor in coverage.Payor)
        {
            if (payor.ReferenceElement.Text() is not { } literal)
            {
                continue;
            }

            if (reading.Call.TryResolve(literal, reading.Resource, out var json))
            {
                var of = new SentResource(json);
                if (of.As<Organization>() is { } organization && payers.Find(organization, out var line) is { } found)
                {
                    reading.AddSource(FactKind.Payer, json, found.Id, FactBasis.Code);
                    return new NamedPayer(found, line, of, organization.NameElement);
                }
            }
            else
            {
                // A name that is no name of ours says enough.
                reading.Call.NoteUnread(literal, reading.Resource, new FactPlace(sent, payor));
                isUnreadable |= payor.DisplayElement.Text() is null;
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
    private static Possible ReadProductLine(SentResource sent, Coverage coverage, NamedPayer? payer, ResourceReading reading)
    {
        var byCode = new List<Concept>();
        reading.FindCodes(ConceptKind.ProductLine, sent, coverage.Type, byCode);
        var found = new List<Concept>(byCode);
        reading.FindWords(ConceptKind.ProductLine, sent, coverage.Type, found);
        found.AddRange(ReadNames(sent, coverage, payer, reading).Where(n => byCode.Count == 0 || byCode.Exists(n.Narrows)));
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

    private static List<Concept> ReadNames(SentResource sent, Coverage coverage, NamedPayer? payer, ResourceReading reading)
    {
        var names = new List<Concept>();
        foreach (var of in coverage.Class.Where(c => !IsEmployer(c.Type)))
        {
            reading.FindWords(ConceptKind.ProductLine, sent, of.NameElement, names);
            reading.FindWords(ConceptKind.ProductLine, sent, of.ValueElement, names);
        }

        if (payer is not null)
        {
            reading.FindWords(ConceptKind.ProductLine, payer.In, payer.Name, names);
        }

        return names;
    }

    // CodeSystem coverage-class, by the code in any system: what a client calls a group is one.
    private static bool IsEmployer(CodeableConcept? type)
    {
        return type is not null && (type.Coding.Exists(c => IsGroup(c.CodeElement.Text())) || IsGroup(type.TextElement.Text()));

        static bool IsGroup(string? text) => text?.Trim().ToUpperInvariant() is "GROUP" or "SUBGROUP" or "EMPLOYER";
    }

    private sealed record NamedPayer(Payer Payer, Concept? Line, SentResource In, PrimitiveType? Name);
}
