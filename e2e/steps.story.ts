import { expect, openAsDemo, say } from './fixtures.js';
import { testWithModel as test } from './own-server.js';

test('the steps of a run stream in: thinking, call, result, answer word by word', async ({ page, model }) => {
  await openAsDemo(page);
  await expect(page.getByText('Model slow-model')).toBeVisible();
  await say(page, 'What do I own?');
  await expect.poll(() => model.questions).toBe(1);
  await expect(page.getByText('Thinking…')).toBeVisible();

  model.say('I look at your accounts.');
  await expect(page.getByText('I look at your accounts.')).toBeVisible();
  model.end('accounts');
  await expect(page.getByRole('button', { name: /^Working: \d steps?/ })).toBeVisible();
  await expect.poll(() => model.questions).toBe(2);
  await page.getByRole('log').getByText('Accounts', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'What accounts answered' })).toContainText('USDC');

  model.say('You own ');
  await expect(page.getByText('You own', { exact: true })).toBeVisible();
  model.say('**test money**.');
  await expect(page.getByText('You own test money.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  model.end();
  await expect(page.getByRole('button', { name: /^Worked through \d steps?/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
  await expect(page.getByText('You own test money.')).toHaveCount(1);
});

test('a run that thinks can be stopped', async ({ page, model }) => {
  await openAsDemo(page);
  await say(page, 'What do I own?');
  await expect.poll(() => model.questions).toBe(1);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped.')).toBeVisible();
  await expect(page.getByText('Thinking…')).toBeHidden();
});
