using KetamineCrd.Tools;

return CommandLineTool.Run(args, Console.Out, Console.Error, TimeProvider.System);
