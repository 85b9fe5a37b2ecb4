namespace KetamineCrd.Server.Clients;

/// <summary>The clients that may call now.</summary>
internal sealed class CurrentClients(ClientRegistry first)
{
    private volatile ClientRegistry _value = first;

    public ClientRegistry Value => _value;

    public void Swap(ClientRegistry next) => _value = next;
}
