using Hl7.Fhir.Model;

namespace KetamineCrd.Tests.Fhir.Objects;

public sealed class BannedGetterTests
{
    private static readonly Type[] OfCalls =
    [
        typeof(MedicationRequest), typeof(ServiceRequest), typeof(Appointment), typeof(Encounter), typeof(Coverage), typeof(Medication), typeof(Condition), typeof(Organization), typeof(Patient),
        typeof(Dosage), typeof(Timing), typeof(Quantity), typeof(Ratio), typeof(Identifier), typeof(Coding), typeof(Period),
    ];

    /// <summary>Enums, numbers, booleans and times: the SDK's getter throws where a client sent something else, and its message tells the value.</summary>
    [Fact]
    public void Every_getter_that_throws_on_what_a_client_sent_is_banned()
    {
        var throwing =
            from type in OfCalls.SelectMany(Nested)
            from property in type.GetProperties()
            where property.DeclaringType == type && Nullable.GetUnderlyingType(property.PropertyType) is not null && type.GetProperty($"{property.Name}Element") is not null
            select $"P:{type.FullName!.Replace('+', '.')}.{property.Name}";
        var banned = File.ReadLines(Repository.PathTo("src", "BannedSymbols.Objects.txt")).Where(line => line.StartsWith("P:Hl7.Fhir.Model.", StringComparison.Ordinal)).Select(line => line.Split(';')[0]);

        Assert.Equal(throwing.Order(StringComparer.Ordinal), banned.Where(b => !b.Contains("ModelInfo", StringComparison.Ordinal)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static IEnumerable<Type> Nested(Type type) => type.GetNestedTypes().Where(nested => typeof(Base).IsAssignableFrom(nested)).SelectMany(Nested).Prepend(type);
}
