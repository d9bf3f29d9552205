module example.com/kirim-orders

go 1.19
