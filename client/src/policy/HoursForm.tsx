import { useState } from 'react';
import { Button } from '../ui/Button.js';
import { Field } from '../ui/Field.js';
import { DAYS, type HoursPart, partsOf } from './week-hours.js';

type Props = { working: boolean; onHours: (parts: HoursPart[]) => void };

/** Days and a span of time; one that goes over midnight is told apart into two by itself. */
export const HoursForm = ({ working, onHours }: Props) => {
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (form: FormData) => {
    const parts = partsOf(form.getAll('day').map(Number), String(form.get('from')), String(form.get('to')));
    setProblem(parts ? null : 'Choose at least one day, and both times.');
    if (parts) onHours(parts);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <fieldset>
        <legend className="mb-1 text-sm font-medium">Days</legend>
        <div className="grid grid-cols-2 gap-x-4">
          {DAYS.map((day, index) => (
            <label key={day} className="flex min-h-11 items-center gap-3 text-sm">
              <input
                type="checkbox"
                name="day"
                value={index + 1}
                defaultChecked={index < 5}
                className="size-6 accent-(--go)"
              />
              {day}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid grid-cols-2 gap-4">
        <Field name="from" label="From (UTC)" type="time" required defaultValue="09:00" />
        <Field name="to" label="To (UTC)" type="time" required defaultValue="17:00" />
      </div>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      <Button look="primary" type="submit" disabled={working} className="self-end">
        Add hours
      </Button>
    </form>
  );
};
