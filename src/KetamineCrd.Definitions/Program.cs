using Hl7.Fhir.Specification.Source;
using KetamineCrd.Definitions;

switch (args)
{
    case ["pack", var file]:
        var pack = await DefinitionPack.MakeAsync(ZipSource.CreateValidationSource());
        var compressed = DefinitionPack.Compress(pack);
        await File.WriteAllBytesAsync(file, compressed);
        Console.WriteLine($"{file}: {compressed.Length} bytes of {pack.Length}");
        return 0;
    case ["elements", var folder, var file]:
        var table = await ElementTable.MakeAsync(ZipSource.CreateValidationSource(), folder);
        await File.WriteAllTextAsync(file, table);
        Console.WriteLine($"{file}: {table.Length} characters");
        return 0;
    case ["search", var file]:
        await File.WriteAllTextAsync(file, SearchTable.Make());
        return 0;
    default:
        Console.Error.WriteLine("usage: KetamineCrd.Definitions pack FILE");
        Console.Error.WriteLine("       KetamineCrd.Definitions elements FOLDER FILE");
        Console.Error.WriteLine("       KetamineCrd.Definitions search FILE");
        return 2;
}
