import oclif from 'eslint-config-oclif'
import prettier from 'eslint-config-prettier'

export default [{ignores: ['dist/**', 'oclif.manifest.json']}, ...oclif, prettier]
