/** A telephone number as it is read out: a Polish one in threes, any other as it stands. */
export const phoneInWords = (phone: string): string =>
  phone.replace(/^(\+48)(\d{3})(\d{3})(\d{3})$/, '$1\u00a0$2\u00a0$3\u00a0$4')
