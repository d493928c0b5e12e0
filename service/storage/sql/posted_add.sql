-- (interim)
with said as (
    select s.id, string_agg(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) || '\x02'::bytea ||
              int4send(octet_length(convert_to(concat_ws('|', p.status, p.period, p.is_withdrawn, p.published, coalesce(p.value::text,''), coalesce(p.value::text,''), coalesce(p.value::text,''), 'f','f', case when not p.is_withdrawn then 'exact' else '' end, p.last_place, 0,0,0,0),'UTF8')))
              || convert_to(concat_ws('|', p.status, p.period, p.is_withdrawn, p.published, coalesce(p.value::text,''), coalesce(p.value::text,''), coalesce(p.value::text,''), 'f','f', case when not p.is_withdrawn then 'exact' else '' end, p.last_place, 0,0,0,0),'UTF8'), ''::bytea order by p.number) as v
    from posted p
    join orgs o on o.code = p.org
    join metrics m on m.code = p.metric
    join series s on s.org_id = o.id and s.metric_id = m.id and s.scope = p.scope
    group by s.id
)
update series s set vintages = s.vintages || said.v from said where s.id = said.id
