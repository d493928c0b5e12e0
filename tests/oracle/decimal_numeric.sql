-- What print_decimals printed (standard input) against PostgreSQL's numeric: the cases that differ, with what numeric says.
-- numeric adds, subtracts and multiplies exactly and keeps the scale as decimal.h does; its own division rounds, so that
-- quotients are made of div, which is exact for whole numbers.

create table cases (
    operation text, a numeric, b numeric, c numeric, d numeric, places integer, result text
);
\copy cases from pstdin

-- x where a decimal holds it: 36 digits, 18 of them behind the point.
create function fit(x numeric) returns numeric immutable language sql as $$
    select case when scale(x) <= 18 and abs(x) * ('1e' || scale(x))::numeric < 1e36 then x end
$$;

-- x / y to so many places, halves away from zero.
create function quotient(x numeric, y numeric, places integer) returns numeric immutable language sql as $$
    select fit(sign(x) * sign(y) * div(2 * abs(x) * ('1e' || places)::numeric + abs(y), 2 * nullif(abs(y), 0))
               * ('1e' || -places)::numeric)
$$;

-- x * 10^power with no more places than it needs.
create function moved(x numeric, power integer) returns numeric immutable language sql as $$
    select fit(round(x * ('1e' || power)::numeric, greatest(scale(x) - power, 0)))
$$;

-- 100 * (x - y) / y in percent.
create function percent(x numeric, y numeric) returns numeric immutable language sql as $$
    select quotient(moved(fit(x - y), 2), y, 2)
$$;

with expected as (
    select cases.*,
           case operation
               when 'add' then coalesce(fit(a + b)::text, 'refused')
               when 'subtract' then coalesce(fit(a - b)::text, 'refused')
               when 'multiply' then coalesce(fit(a * b)::text, 'refused')
               when 'compare' then sign(a - b)::text
               when 'divide' then coalesce(quotient(a, b, places)::text, 'refused')
               when 'round' then coalesce(fit(round(a, places))::text, 'refused')
               when 'shift' then coalesce(moved(a, places)::text, 'refused')
               when 'change' then coalesce(fit(a - b)::text, 'overflow')
               when 'change_relative' then
                   case when b = 0 then 'base_zero'
                        when b < 0 then 'base_negative'
                        else coalesce(percent(a, b)::text, 'overflow') end
               when 'low' then case when fit(b - c) is null then 'overflow' else coalesce(fit(a - d)::text, 'overflow') end
               when 'high' then case when fit(a - d) is null then 'overflow' else coalesce(fit(b - c)::text, 'overflow') end
               else -- low_relative, high_relative: the value's end against the end of the base that takes it furthest out
                   case when d < 0 then 'base_negative'
                        when c = 0 and d = 0 then 'base_zero'
                        when c <= 0 then 'open'
                        when ends.low is null or ends.high is null then 'overflow'
                        when operation = 'low_relative' then ends.low::text
                        when operation = 'high_relative' then ends.high::text end
           end as numeric_says
    from cases,
         -- From something to nothing is -100 percent, whether or not their difference fits.
         lateral (select case when c > 0 and a = 0 then -100.00
                              when c > 0 then percent(a, case when a < 0 then c else d end) end as low,
                         case when c > 0 and b = 0 then -100.00
                              when c > 0 then percent(b, case when b < 0 then d else c end) end as high) as ends
)
select * from expected where result is distinct from numeric_says order by operation limit 20;

-- How much was compared, and how much of it had a number for an answer.
select operation, count(*), count(*) filter (where result ~ '[0-9]') from cases group by operation order by operation;
