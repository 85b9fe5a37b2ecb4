using System.Runtime.InteropServices;
using System.Text.Json;

namespace KetamineCrd.Hooks;

/// <summary>
/// What one call may have, all in one place, far above what order sets and patients' records have. A call beyond it is refused whole (422, too-costly), never
/// cut short: what is left out could turn an answer. With these, time and answer of a call grow no faster than its body. Sizes and times that an operator
/// sets (<c>Crd:MaximumRequestBytes</c>, <c>Crd:HookBudget</c> and so on) stand in <c>docs/configuration.md</c>.
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

    /// <summary>Objects and arrays within one another, in a body or in an answer of a FHIR server. FHIR resources in a call reach some 20.</summary>
    public const int MostDepth = 64;

    /// <summary>Items of one array, and members of one object. A prefetched search has at most a few thousand entries.</summary>
    public const int MostItems = 10_000;

    /// <summary>Bytes of one text as it is written: a scanned document of 4.5 MB in base64.</summary>
    public const int MostTextBytes = 6 * 1024 * 1024;

    /// <summary>Values in all: objects, arrays, texts, numbers and literals. FHIR has one in some 25 bytes.</summary>
    public const int MostValues = 1_000_000;

    /// <summary>
    /// How often a call waits for the client's FHIR server: for the order; its Medication and the Coverage; the reasons and the payer; a Medication that a
    /// linked order names.
    /// </summary>
    public const int MostRounds = 4;

    /// <summary>Requests to the client's FHIR server, further pages included; beyond them the call is answered with what is there. Calls of one order make 5 at most; an order set some 20.</summary>
    public const int MostReads = 60;

    /// <summary>Pages of one search.</summary>
    public const int MostPages = 5;

    /// <summary>Bytes of all that is read, as they are when unpacked.</summary>
    public const int MostReadBytes = 16 * 1024 * 1024;

    /// <summary>Bytes that the parser takes for that. A search of five full pages takes some 18 MB.</summary>
    public const int MostReadParsedBytes = 32 * 1024 * 1024;

    /// <summary>True for a text that has more than <see cref="MostIdBytes"/>.</summary>
    public static bool IsTooLong(JsonElement id) => id.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(id).Length > MostIdBytes + 2;
}
