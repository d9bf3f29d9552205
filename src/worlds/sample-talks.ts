// Small talks between customers and a shop, for the conversations of generated contacts.

/** Who speaks, and what: the first line of each talk is the customer's. */
export type Line = readonly [speaker: 'customer' | 'business', text: string]

export const SAMPLE_TALKS: readonly (readonly Line[])[] = [
  [
    ['customer', 'Halo, apakah pesanan saya sudah dikirim?'],
    ['business', 'Halo Kak! Pesanan sudah kami serahkan ke kurir pagi ini.'],
    ['customer', 'Baik, terima kasih banyak 🙏'],
  ],
  [
    ['customer', 'Selamat siang, stok ukuran L masih ada?'],
    ['business', 'Siang Kak, masih ada 3 pcs. Mau kami simpankan?'],
  ],
  [
    ['customer', 'Bisa bayar pakai QRIS?'],
    ['business', 'Bisa Kak. Kami kirim kodenya setelah alamat dikonfirmasi ya.'],
    ['customer', 'Oke, alamatnya sama seperti pesanan kemarin'],
  ],
  [['customer', 'Min, toko buka sampai jam berapa hari ini?']],
  [
    ['customer', 'Barang yang datang warnanya beda dengan foto'],
    ['business', 'Mohon maaf Kak, boleh kirim foto barangnya?'],
    ['customer', 'Sebentar saya fotokan dulu'],
  ],
  [
    ['customer', 'Do you ship to Bali?'],
    ['business', 'Yes, we do! It usually takes 2–3 days.'],
    ['customer', 'Great, I will order tonight'],
  ],
  [
    ['customer', 'Saya mau tukar jadwal servis AC ke hari Sabtu'],
    ['business', 'Baik Kak, Sabtu pukul 10.00 ya.'],
  ],
]
