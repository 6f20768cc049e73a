import { runOperatorCommand } from './operator-command.mjs';

// Writes an encrypted, signed copy of the database: npm run backup -- --out FILE
process.exitCode = await runOperatorCommand('backupCommand');
