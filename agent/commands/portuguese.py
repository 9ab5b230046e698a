"""Commands in Portuguese. The phrase comes in without accents."""

from agent.commands.forms import Said, Tongue

_MOVE = "(mover|mova|mude|mudar|passar|passe|reagendar|reagende|altere|alterar|troque)"

PORTUGUESE = Tongue(
    name="pt",
    said=(
        Said(
            "pause",
            (
                "(pause|pausar|pausa|suspender|suspenda) {names} ate {until}",
                "(pause|pausar|pausa|suspender|suspenda) {names} por {length}",
            ),
        ),
        Said("pause", ("(pause|pausar|pausa|suspender|suspenda) {names}",)),
        Said("resume", ("(retomar|retome|retoma|despausar|despause|continuar|continue|reativar|reative) {names}",)),
        Said(
            "run",
            (
                "(rodar|rode|roda|executar|execute|iniciar|inicie|disparar|dispare) {names} (agora|ja|agora mesmo)",
                "agora (rode|rodar|execute|executar) {names}",
            ),
        ),
        Said(
            "cancel",
            (
                "(cancelar|cancele|cancela|abortar|aborte) (a execucao|as execucoes) (de|do|da|dos|das) {names}",
                "(cancelar|cancele|cancela|abortar|aborte) {names}",
            ),
        ),
        Said("remove", ("(remover|remova|remove|apagar|apague|excluir|exclua|deletar|delete) {names}",)),
        Said("stop", ("(parar|pare|para) {names}",)),
        Said(
            "failed",
            (
                "por que {name} (falhou|quebrou|deu errado|esta falhando)",
                "por que (falhou|quebrou) {name}",
                "o que (aconteceu|houve) com {name}",
            ),
        ),
        Said("why", ("por que {name} nao (rodou|roda|executou|comecou)", "por que {name} (rodou|executou|atrasou)")),
        Said("why", ("por que {name} (esta|foi) (pausado|pausada|atrasado|atrasada|pulado|pulada)", "por que {name}")),
        Said(
            "next",
            ("o que (roda|vai rodar|executa|esta agendado)[ a seguir| agora| depois]", "o que vem (a seguir|depois)"),
        ),
        Said("next", ("o que (roda|vai rodar|executa|esta agendado) {window}",)),
        Said(
            "log",
            (
                "[(mostre|mostrar|ver|veja) ][a ](ultima execucao) (de|do|da) {name}",
                "quando {name} rodou (pela ultima vez|por ultimo)",
                "como foi[ o| a] {name}",
                "[o |a ]{name} (rodou|funcionou|executou|terminou)",
            ),
        ),
        Said(
            "did_fail",
            (
                "(o que|quais|quais execucoes|quais agendamentos) (falhou|falharam)[ {past}]",
                "quantas[ execucoes] falharam[ {past}]",
                "(alguma coisa|algo|alguma execucao) falhou[ {past}]",
                "[(houve|teve|ha) ](alguma falha|falhas|erros)[ {past}]",
            ),
        ),
        Said(
            "ran", ("o que (rodou|executou|aconteceu)[ {past}]", "quantas execucoes[ (houve|tivemos|rodaram)][ {past}]")
        ),
        Said(
            "running",
            ("o que esta (rodando|executando|em execucao)[ agora]", "(algo|alguma coisa) esta rodando[ agora]"),
        ),
        Said("paused", ("(o que|quais|quais agendamentos) (esta|estao) (pausado|pausados|pausada|pausadas)",)),
        Said(
            "failing",
            ("(o que|quais|quais agendamentos) (esta|estao) (falhando|com falha|com problema[s]|quebrado[s])",),
        ),
        Said("all", ("(listar|liste|lista|mostre|mostrar|ver)[ os| todos os| meus| os meus] agendamentos",)),
        Said("all", ("(quais|quantos) agendamentos (eu tenho|tenho|existem|ha|temos)",)),
        Said(
            "health",
            (
                "[o |a ]{source} esta (no ar|online|fora do ar|funcionando|de pe|offline|disponivel)",
                "(quais fontes|o que) (esta|estao) (fora do ar|no ar|offline|indisponivel|indisponiveis)",
                "(as|todas as) fontes estao (no ar|bem|ok|funcionando)",
            ),
        ),
        Said("when", ("quando[ o| a] {name} (roda|vai rodar|executa)[ de novo| novamente]", "quando roda {name}")),
        Said("when", ("[qual e |quais sao ][a |as ](proxima|proximas)[ \\d+] (execucao|execucoes) (de|do|da) {name}",)),
        Said(
            "help",
            ("ajuda", "me ajude", "o que (posso|eu posso|voce pode|da para) (dizer|falar|fazer|perguntar)[ aqui]"),
        ),
        Said("rename", ("(renomear|renomeie|chamar|chame) {name} (para|de|como) {new}",)),
        Said(
            "retime",
            (
                _MOVE + " {name} (para|pra) {when}",
                _MOVE + " {name} (as|ao) {when}",
            ),
        ),
        Said("log", ("[(mostre|mostrar|ver|veja|abrir|abra) ][o ][os ]log[s] (de|do|da|dos|das) {name}",)),
        Said(
            "go",
            (
                "(ir|va|vai) (para|pra|ao|a|aos|as)[ o| a| os| as] {place}",
                "(abrir|abra|mostrar|mostre)[ o| a| os| as] {place}",
            ),
        ),
    ),
    unclear={
        "stop": (
            "parar o agendamento por enquanto, ou a execução que está em curso?",
            "pausar {names}",
            "cancelar {names}",
        )
    },
    polite=("por favor", "pf", "pode"),
    joins=(",", " e ", "&"),
    leads=("o agendamento ", "os agendamentos ", "agendamento ", "agendamentos ", "o ", "a ", "os ", "as "),
    all=frozenset({"tudo", "todos", "todas", "todos os agendamentos"}),
    places={
        "fontes": "sources",
        "fluxos": "sources",
        "agendamentos": "schedules",
        "painel": "schedules",
        "quadro": "schedules",
        "log": "to_log",
        "logs": "to_log",
        "registro": "to_log",
        "linha do tempo": "timeline",
        "calendario": "timeline",
        "estatisticas": "analytics",
        "analises": "analytics",
        "avisos": "notices",
        "notificacoes": "notices",
        "perdidos": "catch_up",
        "execucoes": "runs",
        "configuracoes": "settings",
        "ajustes": "settings",
        "assistente": "talk",
        "conversa": "talk",
        "teclas": "keys",
        "ajuda": "keys",
    },
    days={"hoje": 0, "amanha": 1, "depois de amanha": 2},
    weekdays=("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),
    parts={"manha": (0, 12), "tarde": (12, 18), "noite": (18, 24)},
    clocks={"meio-dia": 12, "meio dia": 12, "meia-noite": 0, "meia noite": 0},
    ahead="em {length}",
    at_midnight="{day} às 00:00",
    windows=(
        Said("ahead", ("(nas|nos) proximas {length}", "(nas|nos) proximos {length}")),
        Said("between", ("[{day} ]entre [as ]{from} e [as ]{to}", "entre [as ]{from} e [as ]{to} {day}")),
        Said(
            "before",
            ("{day} antes (das|da|de|do) {to}", "antes (das|da|de|do) {to} {day}", "antes (das|da|de|do) {to}"),
        ),
        Said(
            "after",
            (
                "{day} depois (das|da|de|do) {from}",
                "depois (das|da|de|do) {from} {day}",
                "depois (das|da|de|do) {from}",
            ),
        ),
        Said("tonight", ("hoje a noite", "esta noite")),
        Said("part", ("{day} (de |a |pela |){part}", "(esta|nesta|hoje a) {part}")),
        Said("day", ("[na |no |em ]{day}",)),
    ),
    behind={"hoje": 0, "ontem": 1, "anteontem": 2},
    pasts=(
        Said("last_week", ("(na |)semana passada",)),
        Said("behind", ("(nas|nos) ultim(as|os) {length}", "ultim(as|os) {length}")),
        Said("since", ("desde {day}",)),
        Said("since", ("desde (as|a|o) {from}", "desde {from}")),
        Said("since", ("desde {day} (as |a |ao |){from}", "desde as {from} de {day}")),
        Said("night", ("(esta|nesta|na ultima|durante a|a) noite( passada|)", "ontem a noite", "de madrugada")),
        Said("week", ("(esta|nesta) semana",)),
        Said("part", ("{day} (de |a |pela ){part}", "(esta|nesta|hoje de|hoje a|de) {part}")),
        Said("day", ("[na |no |em ]{day}( passada| passado|)",)),
    ),
)
