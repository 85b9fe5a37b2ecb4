using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
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

        foreach (var member in Members(root, found))
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
            foreach (var member in Members(authorization, found))
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
            foreach (var member in Members(context, found))
            {
                FindInContext(context, member, hasSelections, found);
            }
        }
    }

    private static void FindInContext(JsonElement context, (string Name, JsonElement Value) member, bool hasSelections, RepairList found)
    {
        if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && RepeatingElements.IsInContext(member.Name))
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

                Find(member.Name, member.Value, isBundle: true, found);
                break;
            case "dispatchedOrders" or "dispatched-orders" or "order":
                if (ContextEntries.Read(member.Value).Count > 0)
                {
                    found.Add(member.Name, RepairKind.ReferenceExpected);
                }

                Find(member.Name, member.Value, isBundle: false, found);
                break;
            default:
                Find(member.Name, member.Value, isBundle: false, found);
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
            foreach (var (name, value) in Members(prefetch, found, mayBeNull: true))
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

                Find(name, value, isBundle: false, found);
            }
        }
    }

    private static bool IsTemplate(JsonElement json) => json.AsText() is { } text && PrefetchToken.IsIn(text);

    // An object or array that FHIR has, or that holds FHIR.
    private static void Find(string name, JsonElement json, bool isBundle, RepairList found)
    {
        using (found.Below(name))
        {
            if (json.ValueKind == JsonValueKind.Array)
            {
                foreach (var (i, item) in json.EnumerateArray().Index())
                {
                    Find($"[{i}]", item, isBundle: false, found);
                }
            }
            else if (json.ValueKind == JsonValueKind.Object)
            {
                FindInObject(json, isBundle, found);
            }
        }
    }

    private static void FindInObject(JsonElement json, bool isBundle, RepairList found)
    {
        var type = new Resource(json).Type ?? (isBundle ? "Bundle" : "");
        if (type == "Bundle")
        {
            FindInBundle(json, found);
        }

        foreach (var (name, value) in Members(json, found))
        {
            if (!R4Orders.Has(type, name))
            {
                found.Add(name, RepairKind.MemberNotFhir);
                continue;
            }

            if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && RepeatingElements.IsInResource(type, name))
            {
                found.Add(name, RepairKind.ArrayExpected);
            }

            if (value.ValueKind == JsonValueKind.Array)
            {
                FindNullItems(json, name, value, found);
            }

            if (StatusCodes.IsStatus(type, name))
            {
                FindStatus(name, value, found);
            }

            if (name == "coding")
            {
                FindEmptyCodings(value, found);
                FindSystems(value, found);
            }

            Find(name, value, isBundle: false, found);
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

    // R4 fills arrays of primitives with null where only the value or only its extension is there.
    private static void FindNullItems(JsonElement json, string name, JsonElement array, RepairList found)
    {
        var besides = name.StartsWith('_') ? name[1..] : $"_{name}";
        if (json.Member(Encoding.UTF8.GetBytes(besides)).ValueKind == JsonValueKind.Array)
        {
            return;
        }

        foreach (var (i, item) in array.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.Null)
            {
                found.Add($"{name}[{i}]", RepairKind.NullMember);
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

    // Of a member that stands more than once, the last, which is the one that is read. A name that no path has is no name that is looked for.
    private static List<(string Name, JsonElement Value)> Members(JsonElement json, RepairList found, bool mayBeNull = false)
    {
        var members = new List<(string Name, JsonElement Value)>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return members;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var name = MemberName.Of(member);
            var said = MemberName.InPath(name);
            if (places.TryGetValue(name, out var place))
            {
                found.Add(said, RepairKind.DuplicateMember);
                members[place] = (said, member.Value);
                continue;
            }

            places.Add(name, members.Count);
            members.Add((said, member.Value));
        }

        foreach (var (name, value) in members)
        {
            if (!mayBeNull && value.ValueKind == JsonValueKind.Null)
            {
                found.Add(name, RepairKind.NullMember);
            }
        }

        return members;
    }
}
