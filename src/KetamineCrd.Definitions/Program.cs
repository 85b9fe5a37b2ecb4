using Hl7.Fhir.Specification.Source;
using KetamineCrd.Definitions;

if (args is not [var file])
{
    Console.Error.WriteLine("usage: KetamineCrd.Definitions FILE");
    return 2;
}

var pack = await DefinitionPack.MakeAsync(ZipSource.CreateValidationSource());
var compressed = DefinitionPack.Compress(pack);
await File.WriteAllBytesAsync(file, compressed);
Console.WriteLine($"{file}: {compressed.Length} bytes of {pack.Length}");
return 0;
