namespace KetamineCrd.Hooks;

/// <summary>The hooks of CRD (CRD 2.2.1, hooks page).</summary>
public enum HookKind
{
    OrderSign,
    OrderSelect,
    OrderDispatch,
    AppointmentBook,
    EncounterStart,
    EncounterDischarge,
}

/// <summary>What the hooks have in common.</summary>
public static class HookKinds
{
    /// <summary>The encounter is what the call is about; only a rule that names the hook speaks then.</summary>
    public static bool IsAboutEncounter(this HookKind hook) => hook is HookKind.EncounterStart or HookKind.EncounterDischarge;
}
