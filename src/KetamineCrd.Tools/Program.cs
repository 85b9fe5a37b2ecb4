using System.CommandLine;

return new RootCommand("Tools for payer policy data.").Parse(args).Invoke();
