using System.Runtime.InteropServices;
using System.Text.Json;

namespace KetamineCrd.Hooks;

/// <summary>
/// How much one call may ask for, far above what order sets and patients' records have. A call beyond it is refused whole (422, too-costly), never
/// cut short: what is left out could turn an answer. With these, time and answer of a call grow no faster than its body.
/// </summary>
public static class CallLimits
{
    /// <summary>
    /// Draft orders, dispatched orders, appointments, and selections among them. Large order sets have some hundred; each that is judged costs some
    /// 50 µs and adds 2 to 10 KB to the answer.
    /// </summary>
    public const int MostOrders = 1_000;

    /// <summary>Coverages of the patient. Each order is compared with each; records that were never tidied have some twenty.</summary>
    public const int MostCoverages = 200;

    /// <summary>
    /// Codes looked up, references followed, and texts read by 64 characters, over all orders. An order takes some 50, so that 1,000 fit; orders that
    /// refer to one large resource again and again do not. Each costs some 1 µs.
    /// </summary>
    public const int MostLookUps = 200_000;

    /// <summary>Coverages of our payers, in force and of the same order, under which one order is judged to see whether they agree.</summary>
    public const int MostRivals = 16;

    /// <summary>Bytes, as they are written, of <c>hookInstance</c>, of <c>fhirServer</c> and of each id in the context.</summary>
    public const int MostIdBytes = 2_048;

    /// <summary>True for a text that has more than <see cref="MostIdBytes"/>.</summary>
    public static bool IsTooLong(JsonElement id) => id.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(id).Length > MostIdBytes + 2;
}
