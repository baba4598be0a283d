/** Words without case and diacritics, as the server compares them: "Łódź" is "lodz". */
export function fold(text: string): string {
  return text.toLocaleLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '')
}
