using KetamineCrd.Tools;

return PolicyTool.Run(args, Console.Out, Console.Error, TimeProvider.System);
