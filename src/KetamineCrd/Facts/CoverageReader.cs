using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Facts;

/// <summary>Reads one Coverage: payer, product line, when it is in force.</summary>
internal static class CoverageReader
{
    /// <summary>Null when it has no id to refer to, and when it is a draft or was entered in error: then nobody is insured by it.</summary>
    public static CoverageFacts? Read(Resource resource, CallReading call, PayerRegistry payers)
    {
        var coverage = new Coverage(resource.Json);
        if (resource.Reference is not { } reference || coverage.Status is "draft" or "entered-in-error")
        {
            return null;
        }

        var reading = new ResourceReading(call, resource, day: null);
        var named = FindPayer(reading, coverage, payers, out var isUnreadable);
        return new CoverageFacts
        {
            Reference = reference,
            Payer = named?.Payer,
            IsOfAnotherPatient = IsOfAnotherPatient(coverage, call),
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

    /// <summary>
    /// True when the beneficiary is surely another Patient. Only a plain reference to one of the client's own server tells, and none that a
    /// Patient at hand is linked to, as records are that were merged (FHIR R4 <c>Patient.link</c>).
    /// </summary>
    public static bool IsOfAnotherPatient(Coverage coverage, CallReading call) =>
        !PrefetchToken.IsIn(call.Request.PatientId)
        && coverage.Beneficiary.Literal is { } literal
        && call.RelativeAddress(literal) is { } address
        && address.StartsWith("Patient/", StringComparison.Ordinal)
        && !address.AsSpan("Patient/".Length).SequenceEqual(call.Request.PatientId)
        && !call.LinkedPatients.Contains(address);

    private static NamedPayer? FindPayer(ResourceReading reading, Coverage coverage, PayerRegistry payers, out bool isUnreadable)
    {
        isUnreadable = false;
        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            var line = default(Concept);
            if ((payers.Find(payor.Identifier, out line) ?? payers.FindName(payor.Display)) is { } said)
            {
                reading.AddSource(FactKind.Payer, item, said.Id, FactBasis.Code);
                return new NamedPayer(said, line, item.Member("display"u8));
            }
        }

        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            if (reading.Call.TryResolve(payor, reading.Resource, out var organization))
            {
                if (payers.Find(new Organization(organization), out var line) is { } found)
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

    // Coverage.type first (all codings), then its text and the class names; the most special line recognised decides. What the payer's name
    // says counts as well, what its id says only where nothing else tells.
    private static Possible ReadProductLine(Coverage coverage, NamedPayer? payer, ResourceReading reading)
    {
        var byCode = new List<Concept>();
        reading.FindCodes(ConceptKind.ProductLine, coverage.Type, byCode);
        var found = new List<Concept>(byCode);
        reading.FindWords(ConceptKind.ProductLine, coverage.Type, found);
        foreach (var item in coverage.Classes)
        {
            reading.FindWords(ConceptKind.ProductLine, item.Member("name"u8), found);
            reading.FindWords(ConceptKind.ProductLine, item.Member("value"u8), found);
        }

        if (payer?.Payer.ImpliedProductLine is { } implied)
        {
            found.Add(implied);
        }

        if (payer is not null)
        {
            reading.FindWords(ConceptKind.ProductLine, payer.Name, found);
            if (found.Count == 0 && payer.Line is { } line)
            {
                found.Add(line);
            }
        }

        if (found.Count == 0)
        {
            return Possible.Anything;
        }

        var decisive = found.MaxBy(c => c.Precedence)!;
        return Possible.From([decisive], ConceptKind.ProductLine, byCode.Contains(decisive) ? FactBasis.Code : FactBasis.Words);
    }

    private sealed record NamedPayer(Payer Payer, Concept? Line, JsonElement Name);
}
