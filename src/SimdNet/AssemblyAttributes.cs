// Kernels clear what they read; zeroing every local first would cost more than some of them do.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
