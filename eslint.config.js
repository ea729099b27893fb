import oclif from 'eslint-config-oclif'
import prettier from 'eslint-config-prettier'

/** The rooms of src/, and which others each may import from: see docs/architecture.md. */
const ROOMS = {
  commands: ['piw', 'rebuild', 'rebuild-cli'],
  completion: ['config', 'database'],
  config: ['errors', 'text'],
  database: ['errors', 'files', 'packages', 'text'],
  'drop-in': ['config', 'errors', 'piw', 'rebuild-cli', 'standalone', 'text'],
  errors: ['text'],
  files: ['errors'],
  hooks: ['config', 'errors', 'import-queue', 'text'],
  'import-queue': ['errors', 'text'],
  pacing: [],
  packages: ['errors', 'text'],
  pages: ['errors', 'import-queue', 'text'],
  piw: ['config', 'errors', 'files', 'hooks', 'import-queue', 'text'],
  rebuild: ['database', 'errors', 'files', 'import-queue', 'pacing', 'packages', 'pages', 'text'],
  'rebuild-cli': [
    'config',
    'database',
    'errors',
    'import-queue',
    'pacing',
    'packages',
    'pages',
    'piw',
    'rebuild',
    'text',
    'view',
  ],
  standalone: [],
  testing: ['import-queue'],
  text: [],
  view: ['errors', 'pacing', 'piw', 'rebuild', 'text'],
}

const zones = Object.entries(ROOMS).map(([room, others]) => ({
  except: [room, ...others].map((name) => `./${name}`),
  from: './src',
  message: `src/${room} may import from ${others.join(', ') || 'no other room'} only.`,
  target: `./src/${room}`,
}))

export default [
  {ignores: ['build/**', 'bundle/**', 'dist/**', 'oclif.manifest.json']},
  ...oclif,
  prettier,
  {
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    rules: {
      'import/no-restricted-paths': ['error', {zones}],
      // TypeScript knows the types; docstrings link to them.
      'jsdoc/no-undefined-types': 'off',
      'jsdoc/require-yields': 'off',
      // What is streamed is awaited one by one: that is what keeps it in order and in bounded memory.
      'no-await-in-loop': 'off',
      // Takes a variable that a closure changes for one that never changes.
      'no-unmodified-loop-condition': 'off',
      // An arrow function that uses `this` cannot move out.
      'unicorn/consistent-function-scoping': ['error', {checkArrowFunctions: false}],
    },
  },
  {
    files: ['examples/**', 'test/suite/plugins/**'],
    rules: {
      // Installed where they are used.
      'import/no-unresolved': ['error', {ignore: ['^@piwheels/plugin-rebuild$']}],
      'n/no-extraneous-import': ['error', {allowModules: ['@piwheels/plugin-rebuild']}],
    },
  },
  {
    // CommonJS, which loads quicker: see bin/bundle.js.
    files: ['bin/*.js'],
    languageOptions: {
      globals: {__dirname: 'readonly', __filename: 'readonly', module: 'readonly', require: 'readonly'},
      parserOptions: {ecmaFeatures: {globalReturn: true}, sourceType: 'commonjs'},
      sourceType: 'commonjs',
    },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      // What the build makes is not there when this is checked.
      'import/no-unresolved': ['error', {ignore: ['/bundle/']}],
      // bin/package.json only says what kind of code it is.
      'n/no-extraneous-require': 'off',
      // It ends at once where the shell waits for it.
      'n/no-process-exit': 'off',
      // It is in Node.js 20.15, too.
      'n/no-unsupported-features/node-builtins': ['error', {ignores: ['zlib.crc32'], version: '>=20.19'}],
      'no-bitwise': 'off',
      'unicorn/no-process-exit': 'off',
      'unicorn/prefer-module': 'off',
      'unicorn/prefer-top-level-await': 'off',
    },
  },
  {
    files: ['test/**'],
    rules: {
      // fast-check is known by its default export.
      'import/no-named-as-default-member': 'off',
      // What a file's tests share stands at its top.
      'mocha/no-top-level-hooks': 'off',
    },
  },
]
