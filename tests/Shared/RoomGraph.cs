using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KetamineCrd.Tests.Shared;

/// <summary>Which folder of a project names symbols of which other folder, as the compiler understands them; a using line alone names nothing.</summary>
/// <remarks>The folder of a file beside the project file is the empty text. Pages (<c>.razor</c>) are not C# yet; in them, a word that is a type of the project counts.</remarks>
internal sealed class RoomGraph
{
    // Those of the SDK, with the web's.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private readonly string _folder;
    private readonly CSharpCompilation _compilation;

    /// <param name="project">The name of a project in <c>src</c>, whose references the running tests have loaded too.</param>
    /// <param name="planted">A further file, by its path in the project.</param>
    public RoomGraph(string project, (string Path, string Text)? planted = null)
    {
        _folder = Repository.PathTo("src", project);
        var files = Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories).Select(path => (Path: path, Text: File.ReadAllText(path)));
        if (planted is { } further)
        {
            files = files.Append((Path.Combine(_folder, further.Path), further.Text));
        }

        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        _compilation = CSharpCompilation.Create(
            project,
            [.. files.Select(f => CSharpSyntaxTree.ParseText(f.Text, options, f.Path)), CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileNameWithoutExtension(path) != project).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The folders that have files, without the project's own.</summary>
    public IReadOnlyList<string> Rooms =>
    [
        .. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Select(RoomOf).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Every use of one room in another: the file that names the symbol, by its path in the project, the symbol's type, and its room.</summary>
    /// <param name="file">Of this file only; every file by default.</param>
    public IReadOnlySet<(string File, string Room, string Symbol, string Used)> Uses(string? file = null)
    {
        var uses = new HashSet<(string, string, string, string)>();
        foreach (var tree in _compilation.SyntaxTrees.Where(t => t.FilePath.Length > 0 && (file is null || t.FilePath == Path.Combine(_folder, file))))
        {
            var room = RoomOf(tree.FilePath);
            var model = _compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(n => n.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null))
            {
                if (TypeOf(model.GetSymbolInfo(name)) is { } type)
                {
                    Add(uses, tree.FilePath, room, type);
                }
            }
        }

        if (file is null)
        {
            AddPages(uses);
        }

        return uses;
    }

    /// <summary>The uses of a room that stands later in the order.</summary>
    public static IReadOnlyList<string> Backward(IEnumerable<(string File, string Room, string Symbol, string Used)> uses, string[] order) =>
    [
        .. uses.Where(u => u.Room.Length > 0 && Array.IndexOf(order, u.Used) > Array.IndexOf(order, u.Room)).Select(u => $"{u.File} uses {u.Used}: {u.Symbol}").Order(StringComparer.Ordinal),
    ];

    private static INamedTypeSymbol? TypeOf(SymbolInfo info) => (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
    {
        INamespaceSymbol => null,
        INamedTypeSymbol type => type,
        { ContainingType: { } type } => type,
        _ => null,
    };

    private void Add(HashSet<(string, string, string, string)> uses, string file, string room, INamedTypeSymbol type)
    {
        foreach (var used in type.OriginalDefinition.DeclaringSyntaxReferences.Select(r => RoomOf(r.SyntaxTree.FilePath)).Where(r => r != room))
        {
            uses.Add((Path.GetRelativePath(_folder, file), room, type.Name, used));
        }
    }

    private void AddPages(HashSet<(string, string, string, string)> uses)
    {
        var types = _compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>().Where(t => t.ContainingType is null).ToLookup(t => t.Name, StringComparer.Ordinal);
        foreach (var page in Directory.EnumerateFiles(_folder, "*.razor", SearchOption.AllDirectories))
        {
            foreach (var type in File.ReadAllText(page).Split([.. " .,;:()<>[]{}@\"'=?!\r\n\t"]).Distinct(StringComparer.Ordinal).SelectMany(word => types[word]))
            {
                Add(uses, page, RoomOf(page), type);
            }
        }
    }

    private string RoomOf(string file) => Path.GetRelativePath(_folder, Path.GetDirectoryName(file)!) is var room && room == "." ? "" : room.Split(Path.DirectorySeparatorChar)[0];
}
