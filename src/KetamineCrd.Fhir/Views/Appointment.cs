using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Appointment</c>.</summary>
public readonly struct Appointment(JsonElement json)
{
    private static ReadOnlySpan<byte> AlternateReference => "http://hl7.org/fhir/StructureDefinition/alternate-reference"u8;

    /// <summary>When it starts, else the periods in which it is asked for; none when neither is said.</summary>
    public IReadOnlyList<Plan> Plans
    {
        get
        {
            if (Plan.At(json.Member("start"u8)) is { } start)
            {
                return [start];
            }

            var requested = new List<Plan>();
            foreach (var item in json.Items("requestedPeriod"u8))
            {
                if (Plan.In(item) is { } plan)
                {
                    requested.Add(plan);
                }
            }

            return requested;
        }
    }

    /// <summary>Who takes part: the Patient, practitioners, places.</summary>
    public IReadOnlyList<Reference> Actors
    {
        get
        {
            var actors = new List<Reference>();
            foreach (var item in json.Items("participant"u8))
            {
                actors.Add(new Reference(item.Member("actor"u8)));
            }

            return actors;
        }
    }

    /// <summary>The orders it is for: what <c>basedOn</c> refers to, and what its extension alternate-reference refers to instead. Each has a literal.</summary>
    public IReadOnlyList<Reference> BasedOn
    {
        get
        {
            var references = new List<Reference>();
            foreach (var item in json.Items("basedOn"u8))
            {
                var reference = new Reference(item);
                if (reference.Literal is not null)
                {
                    references.Add(reference);
                }

                foreach (var extension in item.Items("extension"u8))
                {
                    if (new Extension(extension).Is(AlternateReference) && new Reference(extension.Member("valueReference"u8)).Literal is not null)
                    {
                        references.Add(new Reference(extension.Member("valueReference"u8)));
                    }
                }
            }

            return references;
        }
    }
}
