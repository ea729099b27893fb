export default async function hook() {
  return {}
}
