interface OneOfProps<Value extends string> {
  readonly legend: string;
  readonly isLegendHidden?: boolean;
  /** The name of the group of radio buttons. */
  readonly name: string;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly chosen: Value | undefined;
  readonly onChoose: (value: Value) => void;
}

/** A choice of one of a few values, side by side. */
export const OneOf = <Value extends string>(props: OneOfProps<Value>) => {
  const { legend, isLegendHidden, name, options, chosen, onChoose } = props;
  return (
    <fieldset class="choices">
      <legend class={isLegendHidden ? 'hidden' : undefined}>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value} class="choice">
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
};
