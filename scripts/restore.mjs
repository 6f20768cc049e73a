import { runOperatorCommand } from './operator-command.mjs';

// Puts such a copy into an empty database: npm run restore -- FILE [--check] [--newest N] [--allow-rollback]
process.exitCode = await runOperatorCommand('restoreCommand');
