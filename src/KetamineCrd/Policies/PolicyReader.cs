using System.Collections.Frozen;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Policies;

/// <summary>Compiles a PlanDefinition into a policy version. Every problem is reported with its path; a policy with one is not used.</summary>
internal sealed class PolicyReader(Vocabulary vocabulary, PayerRegistry payers, FileIssues issues)
{
    private const string NextReviewDate = $"{OwnCanonical.Extension}next-review-date";
    private const string AsksNothing = $"{OwnCanonical.Extension}asks-nothing";
    private const string InferredDate = $"{OwnCanonical.Extension}inferred-date";

    public PolicyVersion? Read(JsonElement json)
    {
        var isComplete = true;
        var start = FhirDate.Read(json.Member("effectivePeriod"u8).Text("start"u8));
        if (start is null)
        {
            Report("effectivePeriod.start", "A date is required: the first day the text is in force.");
        }

        var end = json.Member("effectivePeriod"u8).Text("end"u8);
        if (end is not null && (FhirDate.Read(end) is not { } last || last.Last < start?.First))
        {
            Report("effectivePeriod.end", "A date not before the start was expected.");
        }

        var rules = ReadRules(json, new RuleResponseReader(json, issues));
        if (rules.Count == 0)
        {
            Report("action", "At least one action is required: the rules.");
        }

        var version = new PolicyVersion
        {
            Url = Require("url", json.Text("url"u8)),
            Version = Require("version", json.Text("version"u8)),
            Number = Require("identifier.value", new Identifier(json.Items("identifier"u8).First).Value),
            Title = Require("title", json.Text("title"u8)),
            Publisher = Require("publisher", json.Text("publisher"u8)),
            IsDraft = json.HasText("status"u8, "draft"u8),
            IsExperimental = json.Flag("experimental"u8) is true,
            Description = Require("description", json.Text("description"u8)),
            Evidence = Require("purpose", json.Text("purpose"u8)),
            NextSteps = Require("usage", json.Text("usage"u8)),
            Start = start?.First ?? default,
            End = FhirDate.Read(end)?.Last,
            IsStartInferred = IsMarked(json.Member("effectivePeriod"u8).Member("_start"u8), InferredDate),
            IsEndInferred = IsMarked(json.Member("effectivePeriod"u8).Member("_end"u8), InferredDate),
            NextReview = ReadNextReview(json),
            Payers = ReadPayers(json),
            Rules = rules,
            Links = ReadLinks(json, "relatedArtifact"u8, "relatedArtifact"),
            Contacts = [.. ReadContacts(json)],
        };
        return isComplete ? version : null;

        string Require(string path, string? text)
        {
            if (text is null)
            {
                Report(path, "This element is required.");
            }

            return text ?? "";
        }

        void Report(string path, string message)
        {
            isComplete = false;
            issues.Add(path, message);
        }
    }

    private FhirDate? ReadNextReview(JsonElement json)
    {
        foreach (var item in json.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (extension.Url == NextReviewDate)
            {
                var date = FhirDate.Read(extension.Value("valueDate"u8).AsText());
                if (date is null)
                {
                    issues.Add("extension[next-review-date]", "valueDate must be a date, a month or a year.");
                }

                return date;
            }
        }

        return null;
    }

    private List<Payer> ReadPayers(JsonElement json)
    {
        var found = new List<Payer>();
        foreach (var context in json.Items("useContext"u8))
        {
            var reference = new Reference(context.Member("valueReference"u8)).Literal;
            if (reference is null)
            {
                continue;
            }

            if (reference.StartsWith("Organization/", StringComparison.Ordinal) && payers.ById.TryGetValue(reference["Organization/".Length..], out var payer))
            {
                found.Add(payer);
            }
            else
            {
                issues.Add("useContext.valueReference", "The reference does not name an Organization of the payer registry.");
            }
        }

        if (found.Count == 0)
        {
            issues.Add("useContext", "At least one payer is required: a program whose valueReference is an Organization.");
        }

        return found;
    }

    private static IEnumerable<AssertionContact> ReadContacts(JsonElement json)
    {
        foreach (var item in json.Items("contact"u8))
        {
            yield return AssertionReader.ReadContact(item);
        }
    }

    private List<PolicyRule> ReadRules(JsonElement json, RuleResponseReader responses)
    {
        var rules = new List<PolicyRule>();
        var position = -1;
        foreach (var action in json.Items("action"u8))
        {
            position++;
            if (ReadRule(action, $"action[{position}]", responses) is { } rule)
            {
                if (rules.Exists(r => r.Id == rule.Id))
                {
                    issues.Add($"action[{position}].id", "Another action has the same id.");
                }

                rules.Add(rule);
            }
        }

        return rules;
    }

    private PolicyRule? ReadRule(JsonElement action, string path, RuleResponseReader responses)
    {
        RuleInputs.Check(action, path, issues);
        var outcome = ReadOutcome(action, $"{path}.code");
        var drugs = ReadFilter(action, "MedicationRequest", "medication", ConceptKind.Drug, path);
        if (drugs is null)
        {
            issues.Add($"{path}.input", "A data requirement on MedicationRequest with a codeFilter for 'medication' is required.");
        }

        var section = action.Items("documentation"u8).First.Text("label"u8);
        var id = action.Text("id"u8);
        var (title, statement, reason) = (action.Text("title"u8), action.Text("description"u8), action.Text("textEquivalent"u8));
        foreach (var (name, text) in new[]
                 {
                     ("id", id), ("title", title), ("description", statement), ("textEquivalent", reason), ("documentation.label", section),
                 })
        {
            if (text is null)
            {
                issues.Add($"{path}.{name}", "This element is required.");
            }
        }

        var ground = new Coding(new CodeableConcept(action.Items("reason"u8).First).Codings.First).Display;
        if (outcome == PolicyOutcome.NotCovered && ground is null)
        {
            issues.Add($"{path}.reason", "A rule that denies needs the payer's own ground, with a display.");
        }

        var nextStep = ReadNextStep(action);
        if (outcome is not (null or PolicyOutcome.NotCovered or PolicyOutcome.Stated) && nextStep is null)
        {
            issues.Add($"{path}.documentation", "A rule that does not deny needs an entry of type documentation, without url, whose display says what to do next.");
        }

        var assertions = ReadAssertions(action, path, reason ?? "");
        if (outcome == PolicyOutcome.Stated && assertions.Count == 0)
        {
            issues.Add($"{path}.extension", $"A rule whose outcome is 'stated' needs the extension {AssertionReader.Url}.");
        }

        if (outcome is null || drugs is null || id is null || title is null || statement is null || reason is null || section is null)
        {
            return null;
        }

        return new PolicyRule
        {
            Id = id,
            Title = title,
            Statement = statement,
            Note = action.Items("documentation"u8).First.Text("display"u8),
            Reason = reason,
            Outcome = outcome.Value,
            Ground = ground,
            Section = section,
            Source = action.Items("documentation"u8).First.Text("citation"u8),
            Evidence = ReadJustification(action, "Evidence"),
            Caution = ReadJustification(action, "Caution"),
            NextStep = nextStep,
            Links = [.. ReadLinks(action, "documentation"u8, $"{path}.documentation").Where(l => l is { Type: "documentation", Url: not null })],
            Drugs = drugs,
            Routes = ReadFilter(action, "MedicationRequest", "dosageInstruction.route", ConceptKind.Route, path),
            Indications = ReadFilter(action, "MedicationRequest", "reasonCode", ConceptKind.Indication, path),
            ProductLines = ReadFilter(action, "Coverage", "type", ConceptKind.ProductLine, path),
            Hooks = ReadHooks(action, path),
            AsksNothing = IsMarked(action, AsksNothing),
            Assertions = assertions,
            Responses = responses.Read(action, path),
        };
    }

    private List<CoverageAssertion> ReadAssertions(JsonElement action, string path, string reason)
    {
        var assertions = new List<CoverageAssertion>();
        foreach (var item in action.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (extension.Url == AssertionReader.Url && new AssertionReader($"{path}.extension[coverage-assertion]", issues).Read(extension, reason) is { } assertion)
            {
                assertions.Add(assertion);
            }
        }

        return assertions;
    }

    private static bool IsMarked(JsonElement element, string url)
    {
        foreach (var item in element.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (extension.Url == url)
            {
                return extension.Value("valueBoolean"u8).ValueKind == JsonValueKind.True;
            }
        }

        return false;
    }

    // A named event is a hook; without any the rule speaks wherever orders or appointments are judged.
    private FrozenSet<HookKind>? ReadHooks(JsonElement action, string path)
    {
        HashSet<HookKind>? hooks = null;
        foreach (var trigger in action.Items("trigger"u8))
        {
            var name = trigger.Text("name"u8);
            if (trigger.HasText("type"u8, "named-event"u8) && Enum.GetValues<HookKind>().Where(k => CdsService.NameOf(k) == name).ToArray() is [var hook])
            {
                (hooks ??= []).Add(hook);
            }
            else
            {
                issues.Add($"{path}.trigger", "type 'named-event' and the name of a hook were expected.");
            }
        }

        return hooks?.ToFrozenSet();
    }

    private static string? ReadJustification(JsonElement action, string label)
    {
        foreach (var artifact in action.Items("documentation"u8))
        {
            if (artifact.HasText("type"u8, "justification"u8) && artifact.Text("label"u8) == label)
            {
                return artifact.Text("display"u8);
            }
        }

        return null;
    }

    private static string? ReadNextStep(JsonElement action)
    {
        foreach (var artifact in action.Items("documentation"u8))
        {
            if (artifact.HasText("type"u8, "documentation"u8) && artifact.Text("url"u8) is null)
            {
                return artifact.Text("display"u8);
            }
        }

        return null;
    }

    private PolicyOutcome? ReadOutcome(JsonElement action, string path)
    {
        PolicyOutcome? outcome = new Coding(new CodeableConcept(action.Items("code"u8).First).Codings.First).Code switch
        {
            "not-covered" => PolicyOutcome.NotCovered,
            "refer-to-other-policy" => PolicyOutcome.ReferToOtherPolicy,
            "defer-to-other-program" => PolicyOutcome.DeferToOtherProgram,
            "medical-necessity-review" => PolicyOutcome.MedicalNecessityReview,
            "prior-authorization" => PolicyOutcome.PriorAuthorization,
            "needs-information" => PolicyOutcome.NeedsInformation,
            "needs-product-line" => PolicyOutcome.NeedsProductLine,
            "stated" => PolicyOutcome.Stated,
            _ => null,
        };
        if (outcome is null)
        {
            issues.Add(path, "A code of CodeSystem/determination is required.");
        }

        return outcome;
    }

    // Several code filters for one path widen it: any of their value sets will do.
    private FrozenSet<Concept>? ReadFilter(JsonElement action, string type, string filterPath, ConceptKind kind, string path)
    {
        HashSet<Concept>? concepts = null;
        foreach (var input in action.Items("input"u8))
        {
            if (input.Text("type"u8) != type)
            {
                continue;
            }

            foreach (var filter in input.Items("codeFilter"u8))
            {
                if (filter.Text("path"u8) != filterPath)
                {
                    continue;
                }

                if (filter.Text("valueSet"u8) is not { } valueSet || vocabulary.ConceptsOf(valueSet) is not { } named)
                {
                    issues.Add($"{path}.input.codeFilter[{filterPath}]", "valueSet does not name a value set that is held.");
                }
                else if (named.Any(c => c.Kind != kind))
                {
                    issues.Add($"{path}.input.codeFilter[{filterPath}]", $"The value set is not about {kind}.");
                }
                else
                {
                    (concepts ??= []).UnionWith(named);
                }
            }
        }

        return concepts?.ToFrozenSet();
    }

    private List<PolicyLink> ReadLinks(JsonElement json, ReadOnlySpan<byte> member, string path)
    {
        var links = new List<PolicyLink>();
        foreach (var artifact in json.Items(member))
        {
            if (artifact.Text("type"u8) is not { } type)
            {
                issues.Add($"{path}.type", "This element is required.");
                continue;
            }

            var resource = artifact.Text("resource"u8);
            if (type == "depends-on" && (resource is null || !vocabulary.ValueSets.ContainsKey(resource)))
            {
                issues.Add($"{path}.resource", "The canonical does not name a value set that is held.");
            }

            var url = artifact.Text("url"u8);
            if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
            {
                issues.Add($"{path}.url", "An absolute https address was expected.");
            }

            if (type == "successor" && FhirDate.Read(artifact.Text("label"u8)) is null)
            {
                issues.Add($"{path}.label", "The label of a successor is its first day.");
            }

            links.Add(new PolicyLink(type, artifact.Text("label"u8), artifact.Text("display"u8) ?? artifact.Text("citation"u8), url, resource));
        }

        return links;
    }
}
