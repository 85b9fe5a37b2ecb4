Console.Error.WriteLine("usage: KetamineCrd.Definitions FILE");
return 2;
