import { getDirective } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** What a list is taken to hold when nothing says how long it is. */
const ASSUMED_LIST = 3;
/** A page whose size is not to be known is priced as the largest one. */
const LARGEST_PAGE = 100;

type Variables = Record<string, unknown>;
type Parent = { type: GraphQLNamedType /** The parent's `first` has counted these items already. */; paged: boolean };

/**
 * Prices one operation before it runs: an object is a point, or the @cost of its field or type, multiplied by the
 * pages it stands in. Variables and default values count as literals do.
 */
export class QueryCost {
  private readonly fragments: Map<string, FragmentDefinitionNode>;
  private readonly variables: Variables;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((node) => [node.name.value, node]));
    this.variables = { ...defaultsOf(operation), ...variables };
  }

  of(operation: OperationDefinitionNode): number {
    const root = this.schema.getRootType(operation.operation);
    return root ? this.selections(operation.selectionSet, { type: root, paged: false }) : 0;
  }

  private selections(set: SelectionSetNode, parent: Parent): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) sum += this.field(selection, parent);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        sum += this.selections(selection.selectionSet, this.narrowed(parent, selection.typeCondition?.name.value));
      else sum += this.spread(selection.name.value, parent);
    }
    return sum;
  }

  private spread(name: string, parent: Parent): number {
    const fragment = this.fragments.get(name);
    if (!fragment) return 0;
    return this.selections(fragment.selectionSet, this.narrowed(parent, fragment.typeCondition.name.value));
  }

  private narrowed(parent: Parent, condition: string | undefined): Parent {
    const type = condition ? this.schema.getType(condition) : undefined;
    return type ? { ...parent, type } : parent;
  }

  private field(node: FieldNode, parent: Parent): number {
    const field = isFieldsType(parent.type) ? parent.type.getFields()[node.name.value] : undefined;
    // Introspection reads what is in memory and has a rule of its own.
    if (!field) return 0;
    const type = getNamedType(field.type);
    const own = this.weight(field, type);
    if (!node.selectionSet) return own;
    const page = this.page(node, field);
    const children = this.selections(node.selectionSet, { type, paged: page !== null && !isList(field.type) });
    if (isList(field.type)) return (own + children) * (page ?? (parent.paged ? 1 : ASSUMED_LIST));
    return own + children * (page ?? 1);
  }

  private weight(field: GraphQLField<unknown, unknown>, type: GraphQLNamedType): number {
    const onField = getDirective(this.schema, field, 'cost')?.[0];
    const onType = isObjectType(type) ? getDirective(this.schema, type, 'cost')?.[0] : undefined;
    const weight = (onField ?? onType)?.weight as number | undefined;
    return weight ?? (isCompositeType(type) ? 1 : 0);
  }

  /** The number of items a field was asked for, or null where it has no such argument. */
  private page(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
    const declared = field.args.find(({ name }) => name === 'first' || name === 'last');
    if (!declared) return null;
    const given = node.arguments?.find(({ name }) => name.value === declared.name)?.value;
    const size = this.value(given) ?? declared.defaultValue ?? LARGEST_PAGE;
    return typeof size === 'number' && size >= 0 ? size : LARGEST_PAGE;
  }

  private value(node: ValueNode | undefined): unknown {
    return node && valueFromASTUntyped(node, this.variables);
  }
}

const defaultsOf = (operation: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    (operation.variableDefinitions ?? [])
      .filter((definition) => definition.defaultValue)
      .map((definition) => [definition.variable.name.value, valueFromASTUntyped(definition.defaultValue!)]),
  );

const isFieldsType = (type: GraphQLNamedType): type is GraphQLObjectType =>
  'getFields' in type && isCompositeType(type);
const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type));
