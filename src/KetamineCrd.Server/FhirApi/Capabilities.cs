using Hl7.Fhir.Model;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>What the FHIR API can do, as an R4 CapabilityStatement.</summary>
internal static class Capabilities
{
    /// <summary>The day on which what this statement says last changed.</summary>
    private const string Date = "2026-11-28";

    /// <param name="baseAddress">The FHIR base.</param>
    public static ReadOnlyMemory<byte> Write(string baseAddress) => FhirWriting.ToUtf8(new CapabilityStatement
    {
        Name = "KetamineCrd",
        Title = "KetamineCrd: the policies it holds",
        Status = PublicationStatus.Active,
        Date = Date,
        Description = "The policies, value sets, payers and definitions that the CDS services of this server decide by, to be read and searched. Nothing here is about a patient.",
        Kind = CapabilityStatementKind.Instance,
        Software = new() { Name = "KetamineCrd", Version = ProgramVersion.Text },
        Implementation = new() { Description = "The policy data of this KetamineCrd server", Url = baseAddress },
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["json", "application/fhir+json"],
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Documentation = "Read only. A search may hold _count, whose answer links to the next page, and _summary=count. Parameters that are not known are left out of the search and of its self link, or refused with Prefer: handling=strict.",
                Security = new() { Cors = true, Description = "No token is asked for to read: nothing here is about a patient. $validate is for registered clients, or in sandbox mode for anyone on this machine." },
                Resource = [.. HeldResource.Types.Select(OfType)],
                Operation =
                [
                    new()
                    {
                        Name = "validate",
                        Definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate",
                        Documentation = "POST /$validate or /{type}/$validate, for any type of R4: a resource, or Parameters with resource and profile; profile may stand in the address too. JSON only.",
                    },
                ],
            },
        ],
    });

    private static CapabilityStatement.ResourceComponent OfType(string type) => new()
    {
        Type = type,
        Interaction =
        [
            new() { Code = CapabilityStatement.TypeRestfulInteraction.Read },
            new() { Code = CapabilityStatement.TypeRestfulInteraction.SearchType },
        ],
        Versioning = CapabilityStatement.ResourceVersionPolicy.NoVersion,
        ReadHistory = false,
        SearchParam = [.. SearchParameter.Of(type).Select(OfParameter)],
    };

    private static CapabilityStatement.SearchParamComponent OfParameter(SearchParameter parameter) => new()
    {
        Name = parameter.Name,
        Definition = $"http://hl7.org/fhir/SearchParameter/{parameter.Definition}",
        Type = parameter.Type switch
        {
            SearchParameterType.Token => SearchParamType.Token,
            SearchParameterType.Uri => SearchParamType.Uri,
            SearchParameterType.Date => SearchParamType.Date,
            _ => SearchParamType.String,
        },
        Documentation = parameter.Type switch
        {
            SearchParameterType.Date => "Prefixes eq, ne, gt, ge, lt and le; a year, a month, a day or a time.",
            SearchParameterType.String => "What it starts with, whatever the case and accents; modifiers exact and contains.",
            _ => null,
        },
    };
}
