using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Validation;

/// <summary><c>Crd:Validation:Packages</c>: published profiles by which resources are judged besides.</summary>
public sealed class ValidatorPackagesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-packages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Resource_that_names_a_profile_of_a_package_is_judged_by_it()
    {
        using var server = new ServerFactory { Settings = { ["Crd:Validation:Packages:0"] = InsuredOrderPackage.Write(_folder) } };
        using var client = server.CreateClient();
        var order = Given.MedicationOrder();
        order["meta"] = new JsonObject { ["profile"] = new JsonArray(InsuredOrderPackage.Profile) };
        using var content = new StringContent(order.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/fhir/$validate", UriKind.Relative), content);

        Assert.Contains("MedicationRequest.insurance 1..*", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_package_stops_the_start_and_its_key_is_named()
    {
        var file = Path.Combine(_folder.FullName, "no.tgz");
        File.WriteAllText(file, "no package");
        using var server = new ServerFactory { Settings = { ["Crd:Validation:Packages:0"] = InsuredOrderPackage.Write(_folder), ["Crd:Validation:Packages:1"] = file } };

        Assert.Contains("Crd:Validation:Packages:1", Assert.ThrowsAny<Exception>(() => server.CreateClient()).ToString(), StringComparison.Ordinal);
    }
}
