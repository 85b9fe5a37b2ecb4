using System.Text.Json;
using System.Text.Json.Serialization;
using KetamineCrd.Repairs;

namespace KetamineCrd.Explanations;

/// <summary>Why a call was answered as it was, as data: for an audit record, a support engineer, a policy nurse. It quotes nothing of the call.</summary>
/// <param name="Orders">One for each resource that the call is about, in the order of the call; one for each payer where several answer for it.</param>
/// <param name="Repairs">Places where the call was not as the standards have it, and was read all the same.</param>
public sealed record Explanation(IReadOnlyList<OrderExplanation> Orders, IReadOnlyList<Repair> Repairs)
{
    /// <summary>References that could not be followed, so that what they say of the orders is not known.</summary>
    public IReadOnlyList<UnreadExplanation> Unread { get; init; } = [];

    /// <summary>Rules of FHIR and of the guide that resources of the call break; null where nobody has looked.</summary>
    public IReadOnlyList<BrokenRule>? Validation { get; init; }

    /// <summary>As JSON.</summary>
    public void Write(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, this, ExplanationJson.Default.Explanation);
}

/// <summary>Why one order was answered as it was.</summary>
public sealed record OrderExplanation
{
    /// <summary>The place of the order in the call.</summary>
    public required string Path { get; init; }

    /// <summary><c>Type/id</c>; null when it has no id.</summary>
    public string? Order { get; init; }

    /// <summary>A code: what was decided, such as <c>not-covered</c>, <c>not-addressed</c>, <c>information-missing</c>.</summary>
    public required string Determination { get; init; }

    /// <summary>A code: why nothing was asked of any policy; null when a policy could be asked.</summary>
    public string? PassedOver { get; init; }

    /// <summary>A code: why the answer does not put a statement on the order that it would have; null when it does, or there is none to put.</summary>
    public string? Unrecorded { get; init; }

    public DateOnly? ServiceDate { get; init; }

    /// <summary><c>Coverage/id</c>.</summary>
    public string? Coverage { get; init; }

    /// <summary>The id of the payer's Organization.</summary>
    public string? Payer { get; init; }

    /// <summary>What the order and the Coverage were understood to say.</summary>
    public IReadOnlyList<UnderstoodFact> Facts { get; init; } = [];

    /// <summary>Where that was read.</summary>
    public IReadOnlyList<ReadFact> Sources { get; init; } = [];

    /// <summary>The tests that ran, in their order. The first that settles the matter is the last.</summary>
    public IReadOnlyList<TestExplanation> Tests { get; init; } = [];

    /// <summary>What decided; null when no policy did.</summary>
    public PolicyExplanation? Policy { get; init; }

    /// <summary>Codes of the facts that are missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Codes of the remarks that go with the answer.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>A reference that could not be followed.</summary>
/// <param name="Type">The type of the resource that it is to; null when that is not said.</param>
/// <param name="Reason">A code: no-fhir-server, not-registered, not-on-the-server, refused, no-answer, left-out.</param>
/// <param name="Path">The place of the reference in the call, or in a resource that was read.</param>
public sealed record UnreadExplanation(string? Type, string Reason, string Path);

/// <summary>What a validation has to say of a place.</summary>
/// <param name="Path">The place in the call.</param>
/// <param name="Rule">What was broken, such as <c>required</c>, or the key of an invariant.</param>
/// <param name="Severity">A code: error, warning, not-evaluated.</param>
/// <param name="Expected">What the definition has there.</param>
public sealed record BrokenRule(string Path, string Rule, string Severity, string Expected);

/// <summary>A fact with every value it may have.</summary>
/// <param name="Fact">A code: drug, route, indication, product-line.</param>
/// <param name="Values">The titles of what it may be; empty when it may be anything.</param>
/// <param name="Basis">A code: code, words, implied, missing, unreadable.</param>
public sealed record UnderstoodFact(string Fact, IReadOnlyList<string> Values, string Basis);

/// <summary>A meaning and the element that says it.</summary>
/// <param name="Fact">A code: what it is about.</param>
/// <param name="Meaning">The id of a concept or payer, or a day.</param>
/// <param name="Basis">A code: code, words, implied.</param>
/// <param name="Path">The place in the call, or in a resource that was read.</param>
public sealed record ReadFact(string Fact, string Meaning, string Basis, string Path);

/// <summary>One test.</summary>
/// <param name="Test">A code: what was asked.</param>
/// <param name="Result">A code: yes, no, open, between, not-yet, ended.</param>
/// <param name="Policy">Number and version of the policy that was asked; null before one is chosen.</param>
/// <param name="About">The values of the reason that it was about; null for a test that is about none.</param>
/// <param name="Rules">The rules that fit; several, or one with an open result, where it turns on a fact that is not known.</param>
public sealed record TestExplanation(string Test, string Result, string? Policy, IReadOnlyList<string>? About, IReadOnlyList<string> Rules);

/// <summary>The place in a policy that decides.</summary>
public sealed record PolicyExplanation
{
    public required string Number { get; init; }

    public required string Version { get; init; }

    public required string Title { get; init; }

    /// <summary>The path of its page, with the rule as fragment.</summary>
    public required string Page { get; init; }

    /// <summary>The id of the rule; null when no single rule decides.</summary>
    public string? Rule { get; init; }

    /// <summary>The section of the document.</summary>
    public string? Section { get; init; }

    /// <summary>What it says, in our words.</summary>
    public string? Statement { get; init; }

    /// <summary>How the text is read where it is open.</summary>
    public string? Note { get; init; }

    /// <summary>Other rules that fit reasons of the order.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];
}

[JsonSerializable(typeof(Explanation))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ExplanationJson : JsonSerializerContext;
