namespace KetamineCrd.Validation.Definitions;

/// <summary>What became of a package that was to be read.</summary>
public abstract record PackageReading
{
    private PackageReading() { }

    public sealed record Read(FhirPackage Package) : PackageReading;

    /// <summary>A sentence that names the file, and says what is expected.</summary>
    public sealed record Failed(string Reason) : PackageReading;
}
