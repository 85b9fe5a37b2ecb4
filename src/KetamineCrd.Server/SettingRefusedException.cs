
namespace KetamineCrd.Server;

/// <summary>A setting with which the server must not start. Its message names the key and the remedy.</summary>
internal sealed class SettingRefusedException(string message) : Exception(message);
