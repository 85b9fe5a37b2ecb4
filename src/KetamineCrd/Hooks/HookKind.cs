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
