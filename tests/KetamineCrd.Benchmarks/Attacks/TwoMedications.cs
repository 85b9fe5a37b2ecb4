using System.Globalization;
using System.Text;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>1,000 orders that name one of two large Medications in turn, or one of them always: the cost is that of the body, not of its square.</summary>
internal static class TwoMedications
{
    public static async Task RunAsync()
    {
        using var server = ServerProcess.StartReal(ServerProcess.RealServer);
        foreach (var medications in (int[])[1, 2])
        {
            var call = HttpCalls.Post("/cds-services/crd-order-sign", Call(medications));
            await SingleCall.StatusAsync(server, call);
            var cpu = server.ProcessorTime;
            var status = await SingleCall.StatusAsync(server, call);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1,000 orders, {medications} large Medications, {call.Length / 1_000} KB: {status}, {(server.ProcessorTime - cpu).TotalSeconds:0.00} s of CPU"));
        }
    }

    private static byte[] Call(int medications)
    {
        var orders = Enumerable.Range(0, 1_000).Select(i => $$"""
            {"resource":{"resourceType":"MedicationRequest","id":"o{{i}}","status":"draft","intent":"order","medicationReference":{"reference":"Medication/m{{i % medications}}"},"subject":{"reference":"Patient/p"} } }
            """);
        var contained = string.Join(',', Enumerable.Range(0, 9_990).Select(i => $$"""{"resourceType":"Substance","id":"s{{i}}"}"""));
        var held = Enumerable.Range(0, medications).Select(i => $$"""
            "m{{i}}":{"resourceType":"Medication","id":"m{{i}}","contained":[{{contained}}],"ingredient":[{"itemReference":{"reference":"#s9989"} }] }
            """);
        return Encoding.UTF8.GetBytes($$"""
            {"hook":"order-sign","hookInstance":"8f1c2b3a-4d5e-4f60-9a7b-0c1d2e3f4a5b","context":{"userId":"Practitioner/p0","patientId":"p",
            "draftOrders":{"resourceType":"Bundle","entry":[{{string.Join(',', orders)}}] } },"prefetch":{ {{string.Join(',', held)}} } }
            """);
    }
}
