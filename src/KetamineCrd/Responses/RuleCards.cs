using System.Text;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>The cards that rules bring besides their coverage information, and what of them is a system action.</summary>
/// <param name="context">What the answer is for.</param>
/// <param name="drugNames">Names the drugs of orders, for the reader of a card about some of them (CRD 2.2.1 dev-24).</param>
internal sealed class RuleCards(AnswerContext context, Func<OrderDetermination[], string> drugNames)
{
    private readonly List<Card> _cards = [];
    private readonly List<CardAction> _actions = [];

    /// <summary>True for the hooks at which a clinician chooses orders, so that another one can be proposed.</summary>
    private bool IsOrdering => context.Request.Service.Kind is HookKind.OrderSign or HookKind.OrderSelect;

    public (IReadOnlyList<Card> Cards, IReadOnlyList<CardAction> Actions) Build(IReadOnlyList<OrderDetermination> determinations)
    {
        foreach (var group in determinations
                     .Where(d => d.Determination.DecidingRule?.Responses.Count > 0 && d.Coverage?.Payer is not null)
                     .GroupBy(d => (d.Determination.DecidingRule!, d.Coverage!.Reference)))
        {
            foreach (var response in group.Key.Item1.Responses.Where(r => context.Request.Configuration.WantsCards(r.Content.Topic.Code)))
            {
                Add(response, [.. group]);
            }
        }

        return (_cards, _actions);
    }

    private void Add(RuleResponse response, OrderDetermination[] orders)
    {
        switch (response)
        {
            case RuleResponse.ExternalReference reference:
                _cards.Add(Card(response, orders) with { Links = [.. reference.Links.Select(l => new CardLink(l.Label, PageAddress.Absolute(l.Url, context.Scope.BaseAddress)))] });
                break;
            case RuleResponse.LaunchSmartApp launch:
                _cards.Add(Card(response, orders) with
                {
                    Links = [.. launch.Links.Select(l => new CardLink(l.Label, PageAddress.Absolute(l.Url, context.Scope.BaseAddress)) { SmartAppContext = $$"""{"policy":"{{JsonEncodedText.Encode(orders[0].Policy!.Number)}}"}""" })],
                });
                break;
            case RuleResponse.Instructions:
                _cards.Add(Card(response, orders));
                break;
            case RuleResponse.AlternateRequest alternate when IsOrdering:
                foreach (var order in orders.Where(o => IsOrder(Json(o)) && IsFor(o, alternate)))
                {
                    AddSuggestion(response, alternate.Label, order, [
                        new CardAction.Delete("Takes the order away.", order.Order.Reference!),
                        new CardAction.Create("Adds the alternative as a draft.", Proposal.Request(alternate.Request, Json(order), context, response.Content.Id)),
                    ]);
                }

                break;
            case RuleResponse.AdditionalOrder additional when IsOrdering && Array.Find(orders, o => IsOrder(Json(o))) is { } order:
                AddSuggestion(response, additional.Label, order, [
                    new CardAction.Create("Adds the order as a draft.", Proposal.Request(additional.Request, Json(order), context, response.Content.Id)),
                ]);
                break;
            case RuleResponse.FormCompletion completion:
                AddSuggestion(response, completion.Label, orders[0], [.. FormActions(completion, orders)]);
                break;
            case RuleResponse.CoverageUpdate update when context.Index.TryResolve(orders[0].Coverage!.Reference, default, out var coverage):
                AddCoverageUpdate(update, coverage, orders);
                break;
            default:
                break;
        }
    }

    private IEnumerable<CardAction> FormActions(RuleResponse.FormCompletion completion, OrderDetermination[] orders)
    {
        if (!FormSearch.IsOnClient(completion.Form, context.Index))
        {
            yield return new CardAction.Create(
                "Adds the form where it is not there yet.",
                Proposal.Questionnaire(completion.Form),
                FormSearch.Search(completion.Form));
        }

        yield return new CardAction.Create("Adds the task to complete the form.", Proposal.Task(completion, orders[0], Json(orders[0]), context));
    }

    // A clinician who is ordering has no use for a card about the coverage record (CRD 2.2.1 resp-66, resp-70).
    private void AddCoverageUpdate(RuleResponse.CoverageUpdate update, JsonElement coverage, OrderDetermination[] orders)
    {
        if (coverage.Text(Encoding.UTF8.GetBytes(update.Member)) == update.Value || RepeatedMembers.Exist(coverage))
        {
            return;
        }

        var action = new CardAction.Update("Corrects the coverage record.", Proposal.Correction(coverage, update));
        if (IsOrdering)
        {
            _actions.Add(action);
        }
        else
        {
            AddSuggestion(update, update.Label, orders[0], [action]);
        }
    }

    private void AddSuggestion(RuleResponse response, string label, OrderDetermination order, IReadOnlyList<CardAction> actions)
    {
        var card = Card(response, [order]);
        _cards.Add(card with { Suggestions = [new Suggestion(label, Fingerprint.Uuid(card.Uuid.ToString(), response.Content.Id), actions)] });
    }

    private Card Card(RuleResponse response, OrderDetermination[] orders)
    {
        var associated = orders.Select(o => o.Order.Reference).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var policy = orders[0].Policy!;
        var request = context.Request;
        return new Card
        {
            Uuid = Fingerprint.Uuid([
                request.HookInstance, request.FhirServer?.AbsoluteUri, request.PatientId, policy.Url, policy.Version, orders[0].Determination.DecidingRule!.Id, response.Content.Id, .. associated,
            ]),
            Summary = response.Content.Summary,
            Detail = $"**{drugNames(orders)}:** {response.Content.Detail}",
            Indicator = response.Content.IsUrgent ? "warning" : "info",
            SourceLabel = orders[0].Coverage!.Payer!.Name,
            SourceUrl = orders[0].Coverage!.Payer!.Page,
            Topic = response.Content.Topic,
            AssociatedResources = associated,
        };
    }

    // One of the order's own type goes before others: not every client can put a medication in the place of a service.
    private bool IsFor(OrderDetermination order, RuleResponse.AlternateRequest alternate)
    {
        var type = new Resource(Json(order)).Type;
        return alternate.Request.Kind == type || !order.Determination.DecidingRule!.Responses.OfType<RuleResponse.AlternateRequest>().Any(a => a.Request.Kind == type);
    }

    private JsonElement Json(OrderDetermination order) => context.Facts.Focal[order.Order.Index].Json;

    private static bool IsOrder(JsonElement json) =>
        new Resource(json) is { PlainReference: not null } order && (order.Is("MedicationRequest"u8) || order.Is("ServiceRequest"u8));
}
