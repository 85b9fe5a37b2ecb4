using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>Tells orders that are still to be carried out from those that are not.</summary>
internal static class LiveOrder
{
    public static bool IsLive(Resource resource)
    {
        var order = new Order(resource.Json);
        return !order.DoNotPerform && order.Status is not ("cancelled" or "stopped" or "entered-in-error" or "completed" or "revoked" or "fulfilled" or "noshow");
    }
}
