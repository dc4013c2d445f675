/** Names of real sites with a known breach, under which `hygieia-tools serve` has pages of its own. Headless only. */
export const REAL_NAMES = Object.freeze(['so-net.ne.jp', 'ocn.ne.jp', 'nifty.com', 'softbanktech.co.jp', 'softbank.jp']);
