using System.Text.Json;
using Hl7.Fhir.Introspection;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Repairs;

/// <summary>Finds what a call had otherwise than the standards have it. It walks the whole call, so it is for explanations, not for answers.</summary>
/// <remarks>What one call alone cannot show, <see cref="RepairKind.HookInstanceRepeated"/>, is added by whoever remembers calls.</remarks>
public static class RepairFinder
{
    /// <summary>No more than these are told; a call with more has one fault many times.</summary>
    public const int Most = 1000;

    /// <summary>At most <see cref="Most"/>, those of an object before those of what is in it.</summary>
    public static IReadOnlyList<Repair> Find(JsonElement root)
    {
        var found = new RepairList();
        if (root.Text("hookInstance"u8) is { } instance && !Guid.TryParseExact(instance, "D", out _))
        {
            found.Add("hookInstance", RepairKind.HookInstanceNoUuid);
        }

        foreach (var member in Members(root, found.Told))
        {
            switch (member.Name)
            {
                case "fhirAuthorization":
                    FindInAuthorization(member.Value, found);
                    break;
                case "context":
                    FindInContext(member.Value, root.HasText("hook"u8, "order-select"u8), found);
                    break;
                case "prefetch":
                    FindInPrefetch(member.Value, found);
                    break;
            }
        }

        return found.All;
    }

    private static void FindInAuthorization(JsonElement authorization, RepairList found)
    {
        using (found.Below("fhirAuthorization"))
        {
            foreach (var member in Members(authorization, found.Told))
            {
                if (member.Name == "access_token" && member.Value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(member.Value.AsText()))
                {
                    found.Add("access_token", RepairKind.EmptyAccessToken);
                }
            }
        }
    }

    private static void FindInContext(JsonElement context, bool hasSelections, RepairList found)
    {
        using (found.Below("context"))
        {
            foreach (var member in Members(context, found.Told))
            {
                FindInContext(context, member, hasSelections, found);
            }
        }
    }

    private static void FindInContext(JsonElement context, (string Name, JsonElement Value) member, bool hasSelections, RepairList found)
    {
        if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && member.Name is "selections" or "dispatchedOrders" or "fulfillmentTasks")
        {
            found.Add(member.Name, RepairKind.ArrayExpected);
        }

        switch (member.Name)
        {
            case "patientId" when LogicalId.IsReference(member.Value, "Patient"):
                found.Add(member.Name, RepairKind.PatientIdIsReference);
                break;
            case "selections" when hasSelections:
                FindInSelections(context, member.Value, found);
                break;
            case "draftOrders" or "appointments":
                if (member.Value.ValueKind == JsonValueKind.Array || new Resource(member.Value) is { Type: not (null or "Bundle") })
                {
                    found.Add(member.Name, RepairKind.BundleExpected);
                }

                Find(member.Name, member.Value, FhirTypes.Inspector.FindClassMapping("Bundle"), found);
                break;
            case "dispatchedOrders" or "dispatched-orders" or "order":
                if (ContextEntries.Read(member.Value).Count > 0)
                {
                    found.Add(member.Name, RepairKind.ReferenceExpected);
                }

                Find(member.Name, member.Value, type: null, found);
                break;
            default:
                Find(member.Name, member.Value, type: null, found);
                break;
        }
    }

    private static void FindInSelections(JsonElement context, JsonElement member, RepairList found)
    {
        var selections = Selections.Read(context, ContextEntries.Read(context.Member("draftOrders"u8)));
        if (selections.NamesNone)
        {
            found.Add("selections", RepairKind.NoSelectionMatches);
        }

        foreach (var selection in selections.SetAside)
        {
            found.Add($"selections{ElementPath.Of(member, selection)}", RepairKind.SelectionNotAmongDraftOrders);
        }
    }

    private static void FindInPrefetch(JsonElement prefetch, RepairList found)
    {
        if (prefetch.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            found.Add("prefetch", RepairKind.PrefetchNotAResource);
            return;
        }

        using (found.Below("prefetch"))
        {
            // Null is the standard's own word for "nothing was found" there.
            foreach (var (name, value) in Members(prefetch, (place, fault) => found.ToldUnless(ShapeFault.NullValue, place, fault)))
            {
                var resource = new Resource(value);
                if (IsTemplate(value))
                {
                    found.Add(name, RepairKind.UnresolvedPrefetchToken);
                }
                else if (value.ValueKind != JsonValueKind.Null && resource.Type is null)
                {
                    found.Add(name, RepairKind.PrefetchNotAResource);
                }
                else if (resource.Is("OperationOutcome"u8))
                {
                    found.Add(name, RepairKind.PrefetchOperationOutcome);
                }

                Find(name, value, type: null, found);
            }
        }
    }

    private static bool IsTemplate(JsonElement json) => json.AsText() is { } text && PrefetchToken.IsIn(text);

    /// <param name="name">The member, or the item, that it is.</param>
    /// <param name="json">Anything that is FHIR, or that holds FHIR.</param>
    /// <param name="type">What it is where it does not say so; null where that is not known.</param>
    /// <param name="found">What was found.</param>
    private static void Find(string name, JsonElement json, ClassMapping? type, RepairList found)
    {
        using (found.Below(name))
        {
            if (json.ValueKind == JsonValueKind.Array)
            {
                foreach (var (i, item) in json.EnumerateArray().Index())
                {
                    if (item.ValueKind == JsonValueKind.Null && !name.StartsWith('_'))
                    {
                        found.Add($"[{i}]", RepairKind.NullMember);
                    }

                    Find($"[{i}]", item, type: null, found);
                }
            }
            else if (json.ValueKind == JsonValueKind.Object)
            {
                FindInObject(json, ElementShape.TypeOf(json) ?? type, found);
            }
        }
    }

    private static void FindInObject(JsonElement json, ClassMapping? type, RepairList found)
    {
        if (type?.NativeType == typeof(Hl7.Fhir.Model.Bundle))
        {
            FindInBundle(json, found);
        }

        var members = SentShape.Members(json, type, found.Told);
        foreach (var member in members)
        {
            var name = MemberName.InPath(member.Name);
            SentShape.Fault told = name == "coding" ? (place, fault) => found.ToldUnless(ShapeFault.EmptyValue, place, fault) : found.Told; // told as an empty coding
            var items = member.Shape is null ? null : SentShape.Items(member, SentShape.IsExtended(member, members), told);
            if (StatusCodes.IsStatus(type?.Name ?? "", name))
            {
                FindStatus(name, member.Value, found);
            }

            if (name == "coding")
            {
                FindEmptyCodings(member.Value, found);
                FindSystems(member.Value, found);
            }

            if (items is null)
            {
                Find(name, member.Value, type: null, found);
                continue;
            }

            foreach (var (index, value) in items)
            {
                Find(name + index, value, member.Shape!.Value.TypeIn(value), found);
            }
        }
    }

    private static void FindStatus(string name, JsonElement status, RepairList found)
    {
        if (StatusCodes.IsInOtherLetters(status))
        {
            found.Add(name, RepairKind.StatusInOtherLetters);
        }

        foreach (var (i, coding) in Indexed(status.Member("coding"u8)))
        {
            if (StatusCodes.IsInOtherLetters(coding.Member("code"u8)))
            {
                found.Add($"{name}.coding{i}.code", RepairKind.StatusInOtherLetters);
            }
        }
    }

    private static void FindInBundle(JsonElement bundle, RepairList found)
    {
        if (bundle.Text("type"u8) is null)
        {
            found.AddHere(RepairKind.BundleWithoutType);
        }

        foreach (var (i, entry) in Indexed(bundle.Member("entry"u8)))
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.Text("fullUrl"u8) is null)
            {
                found.Add($"entry{i}", RepairKind.EntryWithoutFullUrl);
            }
        }

        foreach (var (i, link) in Indexed(bundle.Member("link"u8)))
        {
            if (IsTemplate(link.Member("url"u8)))
            {
                found.Add($"link{i}.url", RepairKind.UnresolvedPrefetchToken);
            }
        }
    }

    private static void FindEmptyCodings(JsonElement codings, RepairList found)
    {
        if (codings.ValueKind == JsonValueKind.Array && codings.GetArrayLength() == 0)
        {
            found.Add("coding", RepairKind.EmptyCoding);
        }

        foreach (var (i, json) in Indexed(codings))
        {
            // R4 has an extension tell why a code is absent.
            if (json.ValueKind == JsonValueKind.Object && new Coding(json) is { Code: null, Display: null }
                && json.Member("extension"u8).ValueKind == JsonValueKind.Undefined && json.Member("_code"u8).ValueKind == JsonValueKind.Undefined)
            {
                found.Add($"coding{i}", RepairKind.EmptyCoding);
            }
        }
    }

    private static void FindSystems(JsonElement codings, RepairList found)
    {
        foreach (var (i, json) in Indexed(codings))
        {
            if (new Coding(json).System is { } system && CodeSystems.IsAlias(system))
            {
                found.Add($"coding{i}.system", RepairKind.CodeSystemUnderAnotherName);
            }
        }
    }

    // Each with its index as a path has it; none for a single value.
    private static IEnumerable<(string Index, JsonElement Json)> Indexed(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Select((item, i) => ($"[{i}]", item)),
        JsonValueKind.Undefined => [],
        _ => [("", json)],
    };

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement json, SentShape.Fault fault) => json.ValueKind == JsonValueKind.Object
        ? SentShape.Members(json, type: null, fault).Select(member => (MemberName.InPath(member.Name), member.Value))
        : [];
}
