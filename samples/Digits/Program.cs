using Digits;

return DigitsOptions.Invoke(args, DigitsRun.Execute);
