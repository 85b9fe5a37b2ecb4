using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>One pass over a call: resolves references, and gathers what would have to be read.</summary>
internal sealed class CallReading(HookRequest request, ResourceIndex index, Vocabulary vocabulary, bool canRead, DateTimeOffset now)
{
    private readonly List<string> _reads = [];
    private readonly List<UnreadReference> _unread = [];
    private HashSet<(string? Container, string Literal)>? _isUnread;
    private HashSet<string>? _isToBeRead;
    private Dictionary<string, List<Plan>>? _appointments;
    private ProblemList? _problems;
    private HashSet<string>? _linkedPatients;
    private IReadOnlyList<JsonElement>? _coverages;
    private int _lookUps;

    public HookRequest Request => request;

    /// <summary>The instant of the call.</summary>
    public DateTimeOffset Now => now;

    public Vocabulary Vocabulary => vocabulary;

    /// <summary>
    /// What the call has too much of, or an order that FHIR does not allow; null when it may be answered. Once it is set, nothing more is looked up,
    /// and the facts of this pass are not to be used.
    /// </summary>
    public HookIssue? Refusal { get; set; }

    /// <summary>What the services of the call say of its drugs; null until the orders are known.</summary>
    public NeighborPurpose? Neighbors { get; set; }

    /// <summary>The problems at hand.</summary>
    public ProblemList Problems => _problems ??= ProblemList.Read(this);

    /// <summary>The coverages at hand, whosesoever they are.</summary>
    public IReadOnlyList<JsonElement> Coverages => _coverages ??= OfType("Coverage"u8);

    /// <summary>Addresses of the patients whose records were merged with that of the call's (FHIR R4 <c>Patient.link</c>).</summary>
    public IReadOnlySet<string> LinkedPatients => _linkedPatients ??= Reading.LinkedPatients.Of(this);

    /// <summary>Counts look-ups against <see cref="CallLimits.MostLookUps"/>.</summary>
    /// <returns>False when there were too many.</returns>
    public bool Spend(int lookUps)
    {
        if (Refusal is not null)
        {
            return false;
        }

        _lookUps += lookUps;
        if (_lookUps <= CallLimits.MostLookUps)
        {
            return true;
        }

        Refusal = HookIssue.TooCostly("", "Fewer codes, texts and references were expected in the orders and in what they refer to; send some of the orders in further calls.");
        return false;
    }

    /// <summary>True when the reference may still be read, or was read in vain. False when there was never a server to ask for it.</summary>
    public bool CanOrCouldRead(Reference reference) => reference.Literal is { } literal && CanOrCouldRead(literal);

    /// <inheritdoc cref="CanOrCouldRead(Reference)"/>
    public bool CanOrCouldRead(string literal) => index.RelativeAddress(literal) is { } address && (canRead || index.IsUnavailable(address));

    /// <summary>Remembers when an order is booked for.</summary>
    public void Book(Resource order, IReadOnlyList<Plan> plans)
    {
        _appointments ??= new Dictionary<string, List<Plan>>(StringComparer.Ordinal);
        if (order.Reference is { } reference)
        {
            if (!_appointments.TryGetValue(reference, out var known))
            {
                _appointments.Add(reference, known = []);
            }

            known.AddRange(plans);
        }
    }

    /// <summary>When the order is booked for; empty when the call books nothing for it.</summary>
    public IReadOnlyList<Plan> AppointmentsOf(Resource order) =>
        _appointments is not null && order.Reference is { } reference && _appointments.TryGetValue(reference, out var plans) ? plans : [];

    /// <summary>True when the address was asked for in vain.</summary>
    public bool IsUnavailable(string address) => index.IsUnavailable(address);

    /// <summary>Addresses relative to the client's FHIR base, each once.</summary>
    public IReadOnlyList<string> Reads => _reads;

    /// <summary>What is neither at hand nor still to be read, each once.</summary>
    public IReadOnlyList<UnreadReference> Unread => _unread;

    /// <summary>
    /// Finds the resource. When it is not at hand and may still be read, it is noted in <see cref="Reads"/>; the facts of this pass are
    /// provisional then, and unreadable stands in for the fact. When it cannot be read it is noted in <see cref="Unread"/>.
    /// </summary>
    /// <param name="reference">The reference.</param>
    /// <param name="container">The resource in which it stands.</param>
    /// <param name="resource">What it names.</param>
    /// <param name="type">The type that is meant, for a reference that does not say it.</param>
    public bool TryResolve(Reference reference, Resource container, out JsonElement resource, string type = "")
    {
        resource = default;
        if (reference.Literal is not { } literal)
        {
            return false;
        }

        if (TryResolve(literal, container, out resource))
        {
            return true;
        }

        NoteUnread(literal, container, new FactPlace(reference.Json), type);
        return false;
    }

    /// <summary>Notes a reference that was not resolved in <see cref="Unread"/>, unless it may still be read.</summary>
    /// <param name="literal">The reference.</param>
    /// <param name="container">The resource in which it stands.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="type">The type that is meant, for a reference that does not say it.</param>
    public void NoteUnread(string literal, Resource container, FactPlace place, string type = "")
    {
        if (Refusal is null && WhyUnread(literal) is { } reason && (_isUnread ??= []).Add((index.ReferenceOf(container), literal)))
        {
            var relative = PlainReference.OfType(literal);
            _unread.Add(new UnreadReference(place, relative?[..relative.IndexOf('/', StringComparison.Ordinal)] ?? type, reason));
        }
    }

    /// <inheritdoc cref="TryResolve(Reference, Resource, out JsonElement, string)"/>
    public bool TryResolve(string literal, Resource container, out JsonElement resource)
    {
        if (IsAtHand(literal, container, out resource))
        {
            return true;
        }

        if (canRead && index.RelativeAddress(literal) is { } address && !index.IsUnavailable(address) && !index.WasRead(address))
        {
            NeedRead(address);
        }

        return false;
    }

    /// <summary>Finds the resource if it is at hand; never causes a read.</summary>
    public bool IsAtHand(Reference reference, Resource container, out JsonElement resource)
    {
        resource = default;
        return reference.Literal is { } literal && IsAtHand(literal, container, out resource);
    }

    /// <summary>Finds the encounter of an order, else of the call, if it is at hand; never causes a read.</summary>
    public bool HasEncounter(Resource order, out JsonElement encounter)
    {
        encounter = default;
        var literal = new Order(order.Json).Encounter.Literal ?? (request.EncounterId is { } id ? $"Encounter/{id}" : null);
        return literal is not null && IsAtHand(literal, order, out encounter);
    }

    /// <inheritdoc cref="IsAtHand(Reference, Resource, out JsonElement)"/>
    public bool IsAtHand(string literal, Resource container, out JsonElement resource)
    {
        resource = default;
        return Spend(1) && index.TryResolve(literal, container, out resource);
    }

    /// <summary>The resources of a type at hand.</summary>
    public IReadOnlyList<JsonElement> OfType(ReadOnlySpan<byte> type) => index.OfType(type);

    /// <summary>True when the address was asked for and answered.</summary>
    public bool WasRead(string address) => index.WasRead(address);

    /// <summary>True when there is a server to ask and it has not been asked in vain.</summary>
    public bool MayRead(string address) => canRead && !index.IsUnavailable(address);

    /// <inheritdoc cref="ResourceIndex.CameByRead"/>
    public bool CameByRead(string? reference) => index.CameByRead(reference);

    /// <summary>True once an order that the call only names has to be read: what it is for is not known yet, but is likely to matter.</summary>
    public bool AwaitsOrder { get; private set; }

    /// <summary>True once coverages are to be read that the client did not name one by one: a search, or the rest of one.</summary>
    public bool AwaitsCoverages { get; set; }

    /// <summary>Finds an order that the call only names; see <see cref="TryResolve(string, Resource, out JsonElement)"/>.</summary>
    public bool TryResolveOrder(string reference, Resource container, out JsonElement order)
    {
        var before = _reads.Count;
        var isFound = TryResolve(reference, container, out order);
        AwaitsOrder |= _reads.Count > before;
        return isFound;
    }

    /// <summary>The address of a reference or of a <c>fullUrl</c>, relative to the FHIR base; null when it is not one of that server.</summary>
    public string? RelativeAddress(string literal) => index.RelativeAddress(literal);

    /// <inheritdoc cref="ResourceIndex.PageAddress"/>
    public string? PageAddress(string url) => index.PageAddress(url);

    // Null while it may still be read.
    private UnreadReason? WhyUnread(string literal)
    {
        if (literal.StartsWith('#'))
        {
            return UnreadReason.NotOnTheServer;
        }

        if (index.RelativeAddress(literal) is not { } address)
        {
            return request.FhirServer is null ? UnreadReason.NoFhirServer : UnreadReason.NotOnTheServer;
        }

        return index.FailureOf(address) switch
        {
            ReadFailure.Refused => UnreadReason.Refused,
            ReadFailure.LeftOut => UnreadReason.LeftOut,
            ReadFailure.NoAnswer => UnreadReason.NoAnswer,
            _ when canRead => index.WasRead(address) ? UnreadReason.NoAnswer : null,
            _ => request.FhirServer is null ? UnreadReason.NoFhirServer : UnreadReason.NotRegistered,
        };
    }

    public void NeedRead(string address)
    {
        if ((_isToBeRead ??= new HashSet<string>(StringComparer.Ordinal)).Add(address))
        {
            _reads.Add(address);
        }
    }
}
