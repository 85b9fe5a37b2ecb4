using System.Net;
using System.Text;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>A body whose length is not told beforehand, sent in small pieces.</summary>
internal sealed class ChunkedContent(string text) : HttpContent
{
    private const int PieceLength = 700;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(PieceLength))
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
