using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Resources;

namespace KetamineCrd.Policies;

/// <summary>Reads the inner actions of a rule: the cards that it brings besides its coverage information.</summary>
/// <param name="plan">The PlanDefinition, which contains the ActivityDefinitions and Questionnaires that actions refer to.</param>
internal sealed class RuleResponseReader(JsonElement plan, FileIssues issues)
{
    private const string ResponseTypes = $"{OwnCanonical.CodeSystem}response-type";

    public IReadOnlyList<RuleResponse> Read(JsonElement rule, string path)
    {
        var responses = new List<RuleResponse>();
        var position = -1;
        foreach (var action in rule.Items("action"u8))
        {
            position++;
            if (ReadOne(action, $"{path}.action[{position}]") is { } response)
            {
                responses.Add(response);
            }
        }

        return responses;
    }

    private RuleResponse? ReadOne(JsonElement action, string path)
    {
        string? type = null;
        Coding topic = default;
        foreach (var item in action.Items("code"u8))
        {
            var coding = new Coding(new CodeableConcept(item).Codings.First);
            if (coding.System == ResponseTypes)
            {
                type = coding.Code;
            }
            else if (coding.System == Dialect.Crd22.CardTypeSystem)
            {
                topic = coding;
            }
        }

        var (id, summary, detail) = (action.Text("id"u8), action.Text("title"u8), action.Text("description"u8));
        if (topic.Code is not { } topicCode || topic.Display is not { } display || !ConfigurationOption.IsCardType(topicCode))
        {
            issues.Add($"{path}.code", $"A coding of {Dialect.Crd22.CardTypeSystem} with display, other than coverage-info, is required.");
            return null;
        }

        if (id is null || summary is not { Length: < 140 } || detail is null)
        {
            issues.Add(path, "id, title (under 140 characters) and description are required.");
            return null;
        }

        var content = new CardContent(id, summary, detail, (topicCode, display), action.HasText("priority"u8, "urgent"u8));
        var label = action.Text("textEquivalent"u8) ?? summary;
        return type switch
        {
            "external-reference" when ReadLinks(action, path) is { Count: > 0 } links => new RuleResponse.ExternalReference(content, links),
            "launch-smart" when ReadLinks(action, path) is { Count: > 0 } links => new RuleResponse.LaunchSmartApp(content, links),
            "instructions" => new RuleResponse.Instructions(content),
            "alternate-request" when ReadRequest(action, path) is { } request => new RuleResponse.AlternateRequest(content, label, request),
            "additional-orders" when ReadRequest(action, path) is { } request => new RuleResponse.AdditionalOrder(content, label, request),
            "form-completion" when ReadForm(action, path) is { } form => new RuleResponse.FormCompletion(content, label, form),
            "coverage-update" when ReadCorrection(action, path) is ({ } member, { } value) => new RuleResponse.CoverageUpdate(content, label, member, value),
            _ => Unknown(type, path),
        };
    }

    private RuleResponse? Unknown(string? type, string path)
    {
        issues.Add($"{path}.code", type is null ? $"A coding of {ResponseTypes} is required." : $"What the response type '{type}' needs is missing.");
        return null;
    }

    private List<(string Label, string Url)> ReadLinks(JsonElement action, string path)
    {
        var links = new List<(string, string)>();
        foreach (var artifact in action.Items("documentation"u8))
        {
            if (artifact.Text("label"u8) is { } label && artifact.Text("url"u8) is { } url
                && (url.StartsWith("/policies/", StringComparison.Ordinal) || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)))
            {
                links.Add((label, url));
            }
            else
            {
                issues.Add($"{path}.documentation", "A label, and an absolute https url or a path below /policies/, were expected.");
            }
        }

        return links;
    }

    private RequestDefinition? ReadRequest(JsonElement action, string path)
    {
        if (Contained(action, "ActivityDefinition", path) is not { } definition)
        {
            return null;
        }

        var kind = definition.Text("kind"u8);
        var concept = definition.Member(kind == "MedicationRequest" ? "productCodeableConcept"u8 : "code"u8);
        if (kind is not ("MedicationRequest" or "ServiceRequest") || concept.ValueKind != JsonValueKind.Object)
        {
            issues.Add($"{path}.definitionCanonical", "An ActivityDefinition of kind MedicationRequest with productCodeableConcept, or of kind ServiceRequest with code, was expected.");
            return null;
        }

        return new RequestDefinition(kind, concept, definition.Member("dosage"u8));
    }

    private Form? ReadForm(JsonElement action, string path)
    {
        if (Contained(action, "Questionnaire", path) is not { } questionnaire)
        {
            return null;
        }

        if (questionnaire.Text("url"u8) is not { } url || questionnaire.Text("version"u8) is not { } version)
        {
            issues.Add($"{path}.definitionCanonical", "A Questionnaire with url and version was expected.");
            return null;
        }

        return new Form(url, version, questionnaire);
    }

    // Only a text element, given as a FHIRPath string literal.
    private (string? Member, string? Value) ReadCorrection(JsonElement action, string path)
    {
        var dynamic = action.Items("dynamicValue"u8).First;
        var expression = dynamic.Member("expression"u8).Text("expression"u8);
        var member = dynamic.Text("path"u8);
        if (member is not ("network" or "dependent" or "subscriberId") || expression is not ['\'', .. var value, '\''] || value.Contains('\''))
        {
            issues.Add($"{path}.dynamicValue", "path network, dependent or subscriberId, and a FHIRPath string literal as expression, were expected.");
            return default;
        }

        return (member, value);
    }

    private JsonElement? Contained(JsonElement action, string type, string path)
    {
        var canonical = action.Text("definitionCanonical"u8);
        foreach (var item in new Resource(plan).Contained)
        {
            var resource = new Resource(item);
            if (resource.Type == type && canonical is ['#', .. var id] && resource.Id == id)
            {
                return item;
            }
        }

        issues.Add($"{path}.definitionCanonical", $"'#id' of a contained {type} was expected.");
        return null;
    }
}
