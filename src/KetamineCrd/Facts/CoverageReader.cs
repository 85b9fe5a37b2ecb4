using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>Reads one Coverage: payer, product line, when it is in force.</summary>
internal static class CoverageReader
{
    /// <summary>Null when it has no id to refer to.</summary>
    public static CoverageFacts? Read(Resource resource, CallReading call, PayerRegistry payers)
    {
        if (resource.Reference is not { } reference)
        {
            return null;
        }

        var coverage = new Coverage(resource.Json);
        var payer = FindPayer(resource, coverage, call, payers, out var isUnreadable);
        return new CoverageFacts
        {
            Reference = reference,
            Payer = payer,
            PayerIsUnreadable = payer is null && isUnreadable,
            ProductLine = ReadProductLine(coverage, payer, call.Vocabulary),
            HasActiveStatus = coverage.Status is null or "active",
            Start = coverage.Period.Start?.First,
            End = coverage.Period.End?.Last,
            Order = coverage.Order,
        };
    }

    private static Payer? FindPayer(Resource resource, Coverage coverage, CallReading call, PayerRegistry payers, out bool isUnreadable)
    {
        isUnreadable = false;
        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            if ((payers.Find(payor.Identifier) ?? payers.FindName(payor.Display)) is { } said)
            {
                return said;
            }
        }

        foreach (var item in coverage.Payors)
        {
            var payor = new Reference(item);
            if (call.TryResolve(payor, resource, out var organization))
            {
                if (payers.Find(new Organization(organization)) is { } found)
                {
                    return found;
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

    // Coverage.type first (all codings), then its text and the class names; the most special line recognised decides.
    private static Possible ReadProductLine(Coverage coverage, Payer? payer, Vocabulary vocabulary)
    {
        var byCode = new List<Concept>();
        vocabulary.FindCodes(ConceptKind.ProductLine, coverage.Type, byCode);
        var found = new List<Concept>(byCode);
        vocabulary.FindWords(ConceptKind.ProductLine, coverage.Type, found);
        foreach (var item in coverage.Classes)
        {
            vocabulary.FindWords(ConceptKind.ProductLine, item.Text("name"u8), found);
            vocabulary.FindWords(ConceptKind.ProductLine, item.Text("value"u8), found);
        }

        if (payer?.ImpliedProductLine is { } implied)
        {
            found.Add(implied);
        }

        if (found.Count == 0)
        {
            return Possible.Anything;
        }

        var line = found.MaxBy(c => c.Precedence)!;
        return Possible.From([line], ConceptKind.ProductLine, byCode.Contains(line) ? FactBasis.Code : FactBasis.Words);
    }
}
