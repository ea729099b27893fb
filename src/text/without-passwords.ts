/** A text without the passwords of the addresses in it, such as a dsn in the wrong place of a command line. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(\w:\/\/[^\s/:@]*):[^\s"']*@/g, '$1@').replaceAll(/([?&]\w*password\w*=)[^\s"'&]*/gi, '$1***')
}
