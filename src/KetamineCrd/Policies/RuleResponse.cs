using System.Text.Json;

namespace KetamineCrd.Policies;

/// <summary>A card that a rule brings besides its coverage information, by CRD response type. The cases are closed and carry only what their type may.</summary>
public abstract record RuleResponse(CardContent Content)
{
    /// <summary>At least one link, all absolute (CRD 2.2.1 resp-18, resp-19).</summary>
    public sealed record ExternalReference(CardContent Content, IReadOnlyList<(string Label, string Url)> Links) : RuleResponse(Content);

    /// <summary>Words alone: no links, no suggestions (CRD 2.2.1 sd-in-1).</summary>
    public sealed record Instructions(CardContent Content) : RuleResponse(Content);

    /// <summary>At least one link, all of SMART apps (CRD 2.2.1 sd-sm-1).</summary>
    public sealed record LaunchSmartApp(CardContent Content, IReadOnlyList<(string Label, string Url)> Links) : RuleResponse(Content);

    /// <summary>Takes the order away and puts another in its place (CRD 2.2.1 resp-53).</summary>
    public sealed record AlternateRequest(CardContent Content, string Label, RequestDefinition Request) : RuleResponse(Content);

    /// <summary>Adds an order (CRD 2.2.1 resp-57).</summary>
    public sealed record AdditionalOrder(CardContent Content, string Label, RequestDefinition Request) : RuleResponse(Content);

    /// <summary>A Task to complete a form (CRD 2.2.1 resp-62).</summary>
    public sealed record FormCompletion(CardContent Content, string Label, Form Form) : RuleResponse(Content);

    /// <summary>Corrects one text element of the Coverage (CRD 2.2.1 resp-71).</summary>
    public sealed record CoverageUpdate(CardContent Content, string Label, string Member, string Value) : RuleResponse(Content);
}

/// <summary>What every card of a rule has.</summary>
/// <param name="Id">Of its action; unique within the rule.</param>
/// <param name="Summary">One sentence, under 140 characters.</param>
/// <param name="Detail">Markdown.</param>
/// <param name="Topic">A code of the value set cardType, with its display.</param>
/// <param name="IsUrgent">The indicator is warning, else info.</param>
public sealed record CardContent(string Id, string Summary, string Detail, (string Code, string Display) Topic, bool IsUrgent);

/// <summary>A form.</summary>
/// <param name="Questionnaire">The resource, sent where the client does not have it.</param>
public sealed record Form(string Url, string Version, JsonElement Questionnaire)
{
    /// <summary><c>url|version</c>.</summary>
    public string Canonical => $"{Url}|{Version}";
}

/// <summary>An ActivityDefinition: the order that is proposed.</summary>
/// <param name="Kind">MedicationRequest or ServiceRequest.</param>
/// <param name="Concept">A CodeableConcept: the medication, or the service.</param>
/// <param name="Dosage">An array of Dosage; the default element for none.</param>
public sealed record RequestDefinition(string Kind, JsonElement Concept, JsonElement Dosage);
